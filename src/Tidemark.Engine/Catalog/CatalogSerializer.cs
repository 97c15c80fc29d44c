using System.Text.Json;
using System.Text.Json.Serialization;
using Tidemark.Errors;
using Tidemark.Types;

namespace Tidemark.Engine.Catalog;

/// <summary>
/// A catalog object as the bytes of its metadata record: JSON with the member "kind", null members left out. A member that a newer version added
/// is ignored by no one: unknown members are an error, because a record that is only half understood must not be written back.
/// </summary>
internal static class CatalogSerializer
{
    /// <summary>The bytes of an object's record.</summary>
    public static ReadOnlyMemory<byte> Serialize(CatalogObject value) => JsonSerializer.SerializeToUtf8Bytes(value, CatalogJson.Default.CatalogObject);

    /// <summary>The object of a record; XX001 where the bytes are not one.</summary>
    public static CatalogObject Deserialize(ReadOnlySpan<byte> record)
    {
        try
        {
            return JsonSerializer.Deserialize(record, CatalogJson.Default.CatalogObject) ?? throw new JsonException("null");
        }
        catch (JsonException failure)
        {
            throw new SqlException(new SqlError { State = SqlState.DataCorrupted, Message = "a catalog record cannot be read", Detail = failure.Message }, failure);
        }
    }
}

/// <summary>A type in a catalog record: <c>oid</c> or <c>oid:modifier</c>.</summary>
internal sealed class SqlTypeJsonConverter : JsonConverter<SqlType>
{
    /// <inheritdoc />
    public override SqlType Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var text = reader.GetString() ?? throw new JsonException("a type is null");
        var colon = text.IndexOf(':');
        var oid = uint.Parse(colon < 0 ? text : text[..colon]);
        var type = SqlTypes.FromOid(oid) ?? Unresolved(oid);
        return colon < 0 ? type : type.WithModifier(int.Parse(text[(colon + 1)..]));
    }

    // A type of the catalog's own, until the snapshot puts the type in its place.
    private static SqlType Unresolved(uint oid) => new()
    {
        Oid = oid,
        Name = "???",
        DisplayName = "???",
        Kind = TypeKind.Internal,
        Physical = PhysicalType.Bytes,
        Category = TypeCategory.User,
        Length = -1,
    };

    /// <inheritdoc />
    public override void Write(Utf8JsonWriter writer, SqlType value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.Modifier < 0 ? $"{value.Oid}" : $"{value.Oid}:{value.Modifier}");
}

/// <summary>An interval in a catalog record: <c>months:days:microseconds</c>.</summary>
internal sealed class IntervalJsonConverter : JsonConverter<Interval>
{
    /// <inheritdoc />
    public override Interval Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var parts = (reader.GetString() ?? throw new JsonException("an interval is null")).Split(':');
        return new Interval(long.Parse(parts[2]), int.Parse(parts[1]), int.Parse(parts[0]));
    }

    /// <inheritdoc />
    public override void Write(Utf8JsonWriter writer, Interval value, JsonSerializerOptions options) => writer.WriteStringValue($"{value.Months}:{value.Days}:{value.Microseconds}");
}

[JsonSourceGenerationOptions(
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    UseStringEnumConverter = true,
    Converters = [typeof(SqlTypeJsonConverter), typeof(IntervalJsonConverter)])]
[JsonSerializable(typeof(CatalogObject))]
internal sealed partial class CatalogJson : JsonSerializerContext;
