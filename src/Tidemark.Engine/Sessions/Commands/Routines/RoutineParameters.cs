using System.Collections.Immutable;
using Tidemark.Engine.Catalog;
using Tidemark.Engine.Sessions.Analysis;
using Tidemark.Engine.Syntax.Definitions;
using Tidemark.Engine.Syntax.Names;
using Tidemark.Engine.Syntax.Statements;
using Tidemark.Errors;
using Tidemark.Types;

namespace Tidemark.Engine.Sessions.Commands;

/// <summary>The parameters and the result of CREATE FUNCTION and PROCEDURE, by the rules of PostgreSQL's functioncmds.c.</summary>
internal static class RoutineParameters
{
    /// <summary>The parameters, the columns of RETURNS TABLE last.</summary>
    public static ImmutableArray<UserParameter> Read(CreateFunctionStatement statement, SessionContext session)
    {
        var parameters = ImmutableArray.CreateBuilder<UserParameter>();
        var hasDefault = false;
        var hasVariadic = false;
        foreach (var declared in statement.Parameters)
        {
            if (declared.Type.IsSetOf) throw RoutineErrors.Invalid($"{(statement.IsProcedure ? "procedures" : "functions")} cannot accept set arguments");
            var type = ParameterType(declared.Type, session);
            if (type.Is(SqlTypes.Void) || type.Is(SqlTypes.Record)) throw RoutineErrors.Invalid($"SQL functions cannot have arguments of type {type.DisplayName}");
            var mode = declared.Mode == ParameterMode.Default ? ParameterMode.In : declared.Mode;
            if (hasVariadic && (mode != ParameterMode.Out || statement.IsProcedure))
            {
                throw mode == ParameterMode.Out
                    ? RoutineErrors.Invalid("VARIADIC parameter must be the last parameter")
                    : RoutineErrors.Invalid("VARIADIC parameter must be the last input parameter");
            }

            if (mode == ParameterMode.Out && statement.IsProcedure && hasDefault) throw RoutineErrors.Invalid("procedure OUT parameters cannot appear after one with a default value");
            if (mode == ParameterMode.Variadic)
            {
                if (!type.IsArray && type.Kind is not (TypeKind.AnyArray or TypeKind.AnyCompatibleArray or TypeKind.Any)) throw RoutineErrors.Invalid("VARIADIC parameter must be an array");
                hasVariadic = true;
            }

            CheckName(declared.Name, mode, parameters);
            string? value = null;
            if (declared.Default is not null)
            {
                if (mode == ParameterMode.Out) throw RoutineErrors.Invalid("only input parameters can have default values");
                value = StoredExpressions.ParameterDefault(declared.Default, type, session);
                hasDefault = true;
            }
            else if (hasDefault && mode != ParameterMode.Out)
            {
                throw RoutineErrors.Invalid("input parameters after one with a default value must also have defaults");
            }

            parameters.Add(new UserParameter(declared.Name, type, mode, false, value));
        }

        foreach (var column in statement.ReturnsTable)
        {
            var type = TypeOf(column.Type, session);
            CheckName(column.Name, ParameterMode.Out, parameters);
            parameters.Add(new UserParameter(column.Name, type, ParameterMode.Out, true, null));
        }

        return parameters.ToImmutable();
    }

    /// <summary>The result type, the relation whose rows it is (0 for none), and whether there are several.</summary>
    public static (SqlType Type, uint Relation, bool IsSet) Result(CreateFunctionStatement statement, ImmutableArray<UserParameter> parameters, SessionContext session)
    {
        var outputs = parameters.Where(p => p.IsOutput).ToList();
        var implied = outputs.Count switch
        {
            0 => null,
            1 when !statement.IsProcedure => outputs[0].Type,
            _ => SqlTypes.Record,
        };
        if (!statement.ReturnsTable.IsEmpty) return (implied!, 0, true);
        if (statement.IsProcedure) return (implied ?? SqlTypes.Void, 0, false);
        if (statement.Returns is not { } returns) return (implied ?? throw RoutineErrors.Invalid("function result type must be specified"), 0, false);
        var (type, relation) = ReturnType(returns, session);
        if (implied is not null && (!implied.Is(type) || relation != 0)) throw RoutineErrors.Invalid($"function result type must be {implied.DisplayName} because of OUT parameters");
        CheckPolymorphic(type, parameters);
        foreach (var output in outputs) CheckPolymorphic(output.Type, parameters);
        return (type, relation, returns.IsSetOf);
    }

    /// <summary>The type of a parameter; table.column%TYPE is the type of that column.</summary>
    public static SqlType TypeOf(TypeName name, SessionContext session)
    {
        if (!name.IsPercentType) return session.NewBinder().ResolveType(name).WithModifier(-1);
        var parts = name.Name.Parts;
        if (parts.Count < 2) throw new SqlException(new SqlError { State = SqlState.SyntaxError, Message = $"improper %TYPE reference (too few dotted names): {name.Name}" });
        var relation = session.GetRelation(new QualifiedName(Syntax.SyntaxList.Create(parts.Span[..^1])));
        var type = relation switch
        {
            Table table => table.FindColumn(parts[^1])?.Type,
            View view => view.Columns.FirstOrDefault(c => c.Name == parts[^1])?.Type,
            _ => null,
        } ?? throw CatalogErrors.NoColumn(parts[^1], relation.Name);
        session.Notice(new SqlError { Severity = Severity.Notice, State = SqlState.SuccessfulCompletion, Message = $"type reference {name.Name}%TYPE converted to {type.DisplayName}" });
        return type.WithModifier(-1);
    }

    private static SqlType ParameterType(TypeName name, SessionContext session)
    {
        try
        {
            return TypeOf(name, session);
        }
        catch (SqlException failure) when (failure.State == SqlState.UndefinedObject)
        {
            throw CatalogErrors.NoType(name.Name.ToString() + (name.IsArray ? "[]" : ""));
        }
    }

    // A relation's name stands for its row type.
    private static (SqlType Type, uint Relation) ReturnType(TypeName name, SessionContext session)
    {
        var type = TypeOf(name, session);
        return type.Kind == TypeKind.Composite && RowTypes.TryRelation(type.Oid, out var relation, out var isArray) && !isArray ? (SqlTypes.Record, relation) : (type, 0);
    }

    private static void CheckName(string? name, ParameterMode mode, IEnumerable<UserParameter> before)
    {
        if (string.IsNullOrEmpty(name)) return;
        foreach (var other in before)
        {
            // What is only put in and what is only given out may share a name.
            var isApart = mode == ParameterMode.Out ? other.Mode is ParameterMode.In or ParameterMode.Variadic : mode != ParameterMode.InOut && other.Mode == ParameterMode.Out;
            if (other.Name == name && !isApart) throw RoutineErrors.Invalid($"parameter name \"{name}\" used more than once");
        }
    }

    private static void CheckPolymorphic(SqlType type, ImmutableArray<UserParameter> parameters)
    {
        var isCompatible = type.Kind is TypeKind.AnyCompatible or TypeKind.AnyCompatibleArray or TypeKind.AnyCompatibleNonArray;
        if (!isCompatible && type.Kind is not (TypeKind.AnyElement or TypeKind.AnyArray or TypeKind.AnyNonArray or TypeKind.AnyEnum)) return;
        var fits = parameters.Where(p => p.IsInput).Any(p => isCompatible
            ? p.Type.Kind is TypeKind.AnyCompatible or TypeKind.AnyCompatibleArray or TypeKind.AnyCompatibleNonArray
            : p.Type.Kind is TypeKind.AnyElement or TypeKind.AnyArray or TypeKind.AnyNonArray or TypeKind.AnyEnum);
        if (fits) return;
        throw RoutineErrors.Invalid(
            "cannot determine result data type",
            isCompatible
                ? $"A result of type {type.Name} requires at least one input of type anycompatible, anycompatiblearray, anycompatiblenonarray, anycompatiblerange, or anycompatiblemultirange."
                : $"A result of type {type.Name} requires at least one input of type anyelement, anyarray, anynonarray, anyenum, anyrange, or anymultirange.");
    }
}
