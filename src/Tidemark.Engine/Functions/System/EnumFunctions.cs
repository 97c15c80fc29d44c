using Tidemark.Errors;
using Tidemark.Types;
using Tidemark.Vectors;
using static Tidemark.Types.SqlTypes;

namespace Tidemark.Engine.Functions;

/// <summary>enum_first, enum_last and enum_range: the argument's type says which enum.</summary>
internal static class EnumFunctions
{
    /// <summary>Declares them.</summary>
    public static void Register(Declarations declare)
    {
        declare.Nullable("enum_first", [AnyEnum], AnyEnum, static (arguments, _, result, _) => Append(result, arguments[0].Type.Labels!, first: true));
        declare.Nullable("enum_last", [AnyEnum], AnyEnum, static (arguments, _, result, _) => Append(result, arguments[0].Type.Labels!, first: false));
        declare.Nullable("enum_range", [AnyEnum], AnyArray, static (arguments, _, result, _) => Range(result, arguments[0].Type, null, null));
        declare.Nullable("enum_range", [AnyEnum, AnyEnum], AnyArray, static (arguments, row, result, _) =>
            Range(result, arguments[0].Type, Read(arguments[0], row), Read(arguments[1], row)));
    }

    private static int? Read(Vector vector, int row) => vector.IsNull(row) ? null : VectorAccess.Get<int>(vector, row);

    private static void Append(VectorBuilder result, EnumLabels labels, bool first)
    {
        if (labels.All.IsEmpty) throw DomainErrors.NoLabels(result.Type.DisplayName);
        ((FixedVectorBuilder<int>)result).Append(labels.All[first ? 0 : ^1].Code);
    }

    private static void Range(VectorBuilder result, SqlType type, int? from, int? to)
    {
        var array = new ArrayBuilder(type);
        foreach (var label in type.Labels!.All)
            if ((from is null || label.Code >= from) && (to is null || label.Code <= to))
                ((FixedVectorBuilder<int>)array.Elements).Append(label.Code);
        array.Write((BytesVectorBuilder)result);
    }
}
