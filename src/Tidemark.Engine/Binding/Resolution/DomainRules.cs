using System.Collections.Immutable;
using Tidemark.Engine.Catalog;
using Tidemark.Types;

namespace Tidemark.Engine.Binding;

/// <summary>What a domain demands of values, bound: remembered for the binder's statement.</summary>
internal sealed class DomainRules(Binder binder)
{
    private const string ValueName = "value";

    private readonly Dictionary<uint, BoundDomainRules> _known = [];

    /// <summary>The rules of a domain, those of the domains that it is over included; null where there are none.</summary>
    public BoundDomainRules? Of(SqlType type)
    {
        if (_known.TryGetValue(type.Oid, out var known)) return known.IsEmpty ? null : known;
        var value = binder.NewColumn(ValueName, type.Element!);
        var rules = new BoundDomainRules(value.Id, false, []);

        // The innermost domain's come first.
        if (type.Element!.Kind == TypeKind.Domain && Of(type.Element) is { } inner) rules = inner;
        if (binder.Context.Catalog.Find<DomainType>(type.Oid) is { } domain)
        {
            var column = new OutputColumn(rules.Value, ValueName, Coercion.BaseOf(type));
            rules = rules with
            {
                IsNotNull = rules.IsNotNull || domain.IsNotNull,
                Checks = [.. rules.Checks, .. domain.Checks.OrderBy(c => c.Name, StringComparer.Ordinal).Select(c => Bind(c, column))],
            };
        }

        rules = rules with { Schema = binder.Context.Catalog.Find<DomainType>(type.Oid)?.Schema };
        _known.Add(type.Oid, rules);
        return rules.IsEmpty ? null : rules;
    }

    /// <summary>The default of a domain, converted to it; null where it has none.</summary>
    public BoundExpression? DefaultOf(SqlType type)
    {
        if (type.Kind != TypeKind.Domain || binder.Context.Catalog.Find<DomainType>(type.Oid) is not { } domain) return null;
        if (domain.DefaultSql is not { } sql) return DefaultOf(type.Element!) is { } inner ? binder.Coercion.TryCoerceTo(inner, type, CastContext.Assignment) : null;
        return binder.Coercion.TryCoerceTo(binder.BindStandalone(sql), type, CastContext.Assignment);
    }

    private BoundDomainCheck Bind(DomainCheck check, OutputColumn value) => new(
        check.Name,
        StoredSql.Unplaced(() => binder.Coercion.ToBoolean(binder.BindExpression(StoredSql.ParseExpression(check.Sql), "", [value], ExpressionKind.Check), "CHECK")));
}

/// <summary>What a domain demands.</summary>
/// <param name="Value">The column by which the conditions know the value.</param>
/// <param name="IsNotNull">Whether NULL is refused.</param>
/// <param name="Checks">The checks, in the order in which they are made.</param>
internal sealed record BoundDomainRules(ColumnId Value, bool IsNotNull, ImmutableArray<BoundDomainCheck> Checks)
{
    /// <summary>The schema of the domain, for errors.</summary>
    public string? Schema { get; init; }

    /// <summary>Whether any value will do.</summary>
    public bool IsEmpty => !IsNotNull && Checks.IsEmpty;
}

/// <summary>A check of a domain, bound.</summary>
internal sealed record BoundDomainCheck(string Name, BoundExpression Condition);
