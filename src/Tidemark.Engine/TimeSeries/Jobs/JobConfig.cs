using System.Text;
using System.Text.Json;
using Tidemark.Errors;
using Tidemark.Types;
using Tidemark.Vectors;

namespace Tidemark.Engine.TimeSeries.Jobs;

/// <summary>What a job is called with: jsonb, of policies an object.</summary>
/// <param name="Text">The canonical text.</param>
internal sealed record JobConfig(string Text)
{
    private JsonElement Root => JsonDocument.Parse(Text).RootElement;

    /// <summary>An object of members in jsonb's canonical form.</summary>
    /// <param name="members">Names and values, these as JSON; those without a value are left out.</param>
    public static JobConfig Of(params ReadOnlySpan<(string Name, string? Json)> members)
    {
        var json = new StringBuilder("{");
        foreach (var (name, value) in members)
        {
            if (value is not null) json.Append(json.Length > 1 ? "," : "").Append(Quote(name)).Append(':').Append(value);
        }

        return Canonical(json.Append('}').ToString());
    }

    /// <summary>JSON in jsonb's canonical form.</summary>
    public static JobConfig Canonical(string json)
    {
        var builder = (BytesVectorBuilder)VectorBuilder.Create(SqlTypes.Jsonb, 1);
        TypeCodec.For(SqlTypes.Jsonb).ParseText(Encoding.UTF8.GetBytes(json), builder, FormatSettings.Default);
        return new JobConfig(Encoding.UTF8.GetString(((BytesVector)builder.Build())[0]));
    }

    /// <summary>A text as JSON.</summary>
    public static string Quote(string text) => $"\"{JsonEncodedText.Encode(text)}\"";

    /// <summary>A value as JSON: numbers as they are, others as strings of their text; null for null, which leaves a member out.</summary>
    /// <param name="value">A flat vector of one row.</param>
    public static string? ValueOf(Vector value)
    {
        if (value.IsNull(0)) return null;
        var text = new BytesVectorBuilder(SqlTypes.Text, 1);
        TypeCodec.For(value.Type).FormatText(value, text, FormatSettings.Default);
        var shown = Encoding.UTF8.GetString(((BytesVector)text.Build())[0]);
        return value.Type.Kind is TypeKind.Int2 or TypeKind.Int4 or TypeKind.Int8 ? shown : Quote(shown);
    }

    /// <summary>A member as text: of a string its value, of others their JSON; null where there is none, or JSON's null.</summary>
    public string? Find(string name)
    {
        if (Root.ValueKind != JsonValueKind.Object || !Root.TryGetProperty(name, out var value)) return null;
        return value.ValueKind switch
        {
            JsonValueKind.Null => null,
            JsonValueKind.String => value.GetString(),
            _ => value.GetRawText(),
        };
    }

    /// <summary>A member as JSON; null where there is none.</summary>
    public string? Json(string name) => Root.ValueKind == JsonValueKind.Object && Root.TryGetProperty(name, out var value) ? value.GetRawText() : null;

    /// <summary>The object with another value, as JSON, for a member.</summary>
    public JobConfig With(string name, string json)
    {
        var members = Root.EnumerateObject().Where(m => m.Name != name).Select(m => (m.Name, (string?)m.Value.GetRawText())).Append((name, json));
        return Of([.. members]);
    }

    /// <summary>Whether there is a member of this name, even if it is null.</summary>
    public bool Has(string name) => Root.ValueKind == JsonValueKind.Object && Root.TryGetProperty(name, out _);

    /// <summary>A member that must be there, an integer.</summary>
    public int Int(string name) => FindInt(name) ?? throw JobErrors.NoMember(name);

    /// <summary>A member, an integer; null where there is none.</summary>
    public int? FindInt(string name) => Find(name) is not { } text ? null
        : int.TryParse(text, out var number) ? number
        : throw new SqlException(new SqlError { State = SqlState.InvalidTextRepresentation, Message = $"invalid input syntax for type integer: \"{text}\"" });

    /// <summary>A member, a boolean; null where there is none.</summary>
    public bool? FindFlag(string name) => Find(name) is not { } text ? null : Sessions.Settings.BooleanSetting.Parse(text);

    /// <summary>A member as an interval; null where there is none.</summary>
    public Interval? FindInterval(string name)
    {
        if (Find(name) is not { } text) return null;
        var builder = VectorBuilder.Create(SqlTypes.Interval, 1);
        TypeCodec.For(SqlTypes.Interval).ParseText(Encoding.UTF8.GetBytes(text), builder, FormatSettings.Default);
        return VectorAccess.Get<Interval>(builder.Build(), 0);
    }
}
