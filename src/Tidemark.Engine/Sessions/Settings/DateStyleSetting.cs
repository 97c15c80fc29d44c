using Tidemark.Errors;
using Tidemark.Types;

namespace Tidemark.Engine.Sessions.Settings;

/// <summary>DateStyle: two words, how dates are written and in which order they are read.</summary>
internal static class DateStyleSetting
{
    /// <summary>The canonical form, such as <c>ISO, MDY</c>. What a partial value leaves out comes from the present one, or is PostgreSQL's default.</summary>
    public static string Canonicalize(string name, string value, string? present)
    {
        var (style, order) = Read(name, value, present);
        return $"{StyleName(style)}, {order.ToString().ToUpperInvariant()}";
    }

    /// <summary>The two halves of a value.</summary>
    public static (DateStyle Style, DateOrder Order) Read(string name, string value, string? present = null)
    {
        DateStyle? style = null;
        DateOrder? order = null;
        if (present is not null) (style, order) = Read(name, present);
        DateStyle? chosen = null;
        DateOrder? chosenOrder = null;
        var isDefinite = false;
        foreach (var word in value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            switch (word.ToLowerInvariant())
            {
                case "iso": Choose(DateStyle.Iso); break;
                case "sql": Choose(DateStyle.Sql); break;
                case "german":
                    Choose(DateStyle.German);
                    chosenOrder ??= DateOrder.Dmy;
                    break;
                case "ymd": Order(DateOrder.Ymd); break;
                case var w when w.StartsWith("postgres", StringComparison.Ordinal): Choose(DateStyle.Postgres); break;
                case var w when w is "dmy" || w.StartsWith("euro", StringComparison.Ordinal): Order(DateOrder.Dmy); break;
                case var w when w is "mdy" || w.StartsWith("us", StringComparison.Ordinal) || w.StartsWith("noneuro", StringComparison.Ordinal): Order(DateOrder.Mdy); break;
                case "default": break;
                default: throw SettingErrors.UnknownWord(name, value, word.ToLowerInvariant());
            }
        }

        return (chosen ?? style ?? DateStyle.Iso, chosenOrder ?? order ?? DateOrder.Mdy);

        void Choose(DateStyle wanted)
        {
            if (chosen is { } other && other != wanted) throw Conflict();
            chosen = wanted;
        }

        void Order(DateOrder wanted)
        {
            if (isDefinite && chosenOrder != wanted) throw Conflict();
            (chosenOrder, isDefinite) = (wanted, true);
        }

        SqlException Conflict() => new(DataErrors.InvalidParameter($"invalid value for parameter \"{name}\": \"{value}\"").Error with { Detail = "Conflicting \"datestyle\" specifications." });
    }

    private static string StyleName(DateStyle style) => style switch
    {
        DateStyle.Sql => "SQL",
        DateStyle.German => "German",
        DateStyle.Postgres => "Postgres",
        _ => "ISO",
    };
}
