using Tidemark.Engine.Catalog;
using Tidemark.Engine.Sessions.Analysis;
using Tidemark.Errors;
using Tidemark.Types;
using Tidemark.Vectors;

namespace Tidemark.Engine.Sessions.ForeignKeys;

/// <summary>Keys as values of the types that the other side of a foreign key has.</summary>
internal static class KeyConversion
{
    /// <summary>The keys in other types. A value that the other type does not have becomes null: nothing can be equal to it.</summary>
    /// <param name="keys">The keys, without nulls.</param>
    /// <param name="types">The types wanted.</param>
    /// <param name="session">The session.</param>
    public static Vector[] Convert(Vector[] keys, IReadOnlyList<SqlType> types, SessionContext session)
    {
        var result = new Vector[keys.Length];
        for (var i = 0; i < result.Length; i++) result[i] = Convert(keys[i], types[i], session);
        return result;
    }

    private static Vector Convert(Vector key, SqlType type, SessionContext session)
    {
        if (KeyTypes.AreAlike(key.Type, type)) return key.Type.Equals(type) ? key : key.As(type);
        var result = VectorBuilder.Create(type, key.Length);
        switch (result)
        {
            case FixedVectorBuilder<long> longs when type.Kind == TypeKind.Int8 && IsInteger(key.Type):
                for (var row = 0; row < key.Length; row++) longs.Append(Integer(key, row));
                return result.Detach();
            case FixedVectorBuilder<int> ints when type.Kind == TypeKind.Int4 && IsInteger(key.Type):
                for (var row = 0; row < key.Length; row++)
                {
                    if (Integer(key, row) is >= int.MinValue and <= int.MaxValue and var value) ints.Append((int)value);
                    else ints.AppendNull();
                }

                return result.Detach();
            case FixedVectorBuilder<short> shorts when type.Kind == TypeKind.Int2 && IsInteger(key.Type):
                for (var row = 0; row < key.Length; row++)
                {
                    if (Integer(key, row) is >= short.MinValue and <= short.MaxValue and var value) shorts.Append((short)value);
                    else shorts.AppendNull();
                }

                return result.Detach();
            default:
                return ByQuery(key, type, result, session);
        }
    }

    // Types that are rarely mixed are converted there and back, so that what is lost on the way is found out.
    private static Vector ByQuery(Vector key, SqlType type, VectorBuilder result, SessionContext session)
    {
        var input = new VirtualTable
        {
            Oid = uint.MaxValue,
            Schema = "pg_temp",
            Name = "keys",
            Columns = [new TableFunctionColumn("k", key.Type.WithModifier(-1)), new TableFunctionColumn("n", SqlTypes.Int4)],
            Fill = (_, builders) =>
            {
                builders[0].AppendRange(key, 0, key.Length);
                for (var row = 0; row < key.Length; row++) ((FixedVectorBuilder<int>)builders[1]).Append(row);
            },
        };
        var name = type.WithModifier(-1).ToString();
        foreach (var batch in InternalQuery.Run($"SELECT CASE WHEN k::{name} = k THEN k::{name} END FROM pg_temp.keys ORDER BY n", session, input))
        {
            result.AppendRange(batch.Column(0), 0, batch.Length);
        }

        return result.Length == key.Length ? result.Detach() : throw InternalErrors.Unexpected("keys were lost when they were converted");
    }

    private static bool IsInteger(SqlType type) => type.Kind is TypeKind.Int2 or TypeKind.Int4 or TypeKind.Int8;

    private static long Integer(Vector key, int row) => key.Type.Kind switch
    {
        TypeKind.Int2 => VectorAccess.Get<short>(key, row),
        TypeKind.Int4 => VectorAccess.Get<int>(key, row),
        _ => VectorAccess.Get<long>(key, row),
    };
}
