using System.Globalization;
using Tidemark.Engine.Catalog;
using Tidemark.Engine.Sessions.Analysis;
using Tidemark.Engine.Syntax;
using Tidemark.Engine.Syntax.Definitions;
using Tidemark.Errors;
using Tidemark.Types;

namespace Tidemark.Engine.Sessions.Commands;

/// <summary>The options of a sequence, as CREATE SEQUENCE and identity columns give them.</summary>
internal static class SequenceOptions
{
    /// <summary>An ascending sequence over the whole positive range of a type.</summary>
    public static Sequence Default(uint oid, ObjectName name, SqlType type) => new()
    {
        Oid = oid,
        Schema = name.Schema,
        Name = name.Name,
        TypeName = type.Name,
        Maximum = Limit(type.Name),
    };

    /// <summary>A new sequence with options applied; those that contradict each other get PostgreSQL's 22023.</summary>
    public static Sequence Apply(Sequence sequence, SyntaxList<SequenceOption> options, SessionContext session) => Apply(sequence, options, isNew: true, null, session);

    /// <summary>An existing sequence with options applied: what is not mentioned stays.</summary>
    /// <param name="sequence">The sequence.</param>
    /// <param name="options">The options.</param>
    /// <param name="last">The value given out last, which must stay within the bounds; null for none.</param>
    /// <param name="session">The session.</param>
    public static Sequence Change(Sequence sequence, SyntaxList<SequenceOption> options, long? last, SessionContext session) => Apply(sequence, options, isNew: false, last, session);

    /// <summary>Where RESTART lets a sequence go on; null where it was not asked for.</summary>
    public static long? RestartValue(Sequence sequence, SyntaxList<SequenceOption> options) =>
        options.FirstOrDefault(o => o.Kind == SequenceOptionKind.Restart) is { } restart ? restart.Value is null ? sequence.Start : Number(restart) : null;

    private static Sequence Apply(Sequence sequence, SyntaxList<SequenceOption> options, bool isNew, long? last, SessionContext session)
    {
        long? start = null, minimum = null, maximum = null;
        var (resetsMinimum, resetsMaximum) = (isNew, isNew);
        var seen = new HashSet<SequenceOptionKind>();
        foreach (var option in options)
        {
            var family = option.Kind switch
            {
                SequenceOptionKind.NoMinValue => SequenceOptionKind.MinValue,
                SequenceOptionKind.NoMaxValue => SequenceOptionKind.MaxValue,
                SequenceOptionKind.NoCycle => SequenceOptionKind.Cycle,
                var kind => kind,
            };
            if (!seen.Add(family)) throw new SqlException(new SqlError { State = SqlState.SyntaxError, Message = "conflicting or redundant options", Position = option.Position == 0 ? null : option.Position });
            switch (option.Kind)
            {
                case SequenceOptionKind.As:
                    var type = ColumnTypes.Resolve(option.Type!, session).Type;
                    if (type.Name is not ("int2" or "int4" or "int8")) throw Invalid("sequence type must be smallint, integer, or bigint");
                    var before = Limit(sequence.TypeName);

                    // Bounds that were those of the type become those of the new one.
                    if (!isNew && sequence.Maximum == before) resetsMaximum = true;
                    if (!isNew && sequence.Minimum == -before - 1) resetsMinimum = true;
                    sequence = sequence with { TypeName = type.Name };
                    break;
                case SequenceOptionKind.Increment:
                    sequence = sequence with { Increment = Number(option) };
                    if (sequence.Increment == 0) throw Invalid("INCREMENT must not be zero");
                    break;
                case SequenceOptionKind.MinValue:
                    minimum = Number(option);
                    break;
                case SequenceOptionKind.MaxValue:
                    maximum = Number(option);
                    break;
                case SequenceOptionKind.Start:
                    start = Number(option);
                    break;
                case SequenceOptionKind.Cycle:
                    sequence = sequence with { Cycles = true };
                    break;
                case SequenceOptionKind.NoCycle:
                    sequence = sequence with { Cycles = false };
                    break;
                case SequenceOptionKind.NoMinValue:
                    resetsMinimum = true;
                    break;
                case SequenceOptionKind.NoMaxValue:
                    resetsMaximum = true;
                    break;
                case SequenceOptionKind.Cache:
                    if (Number(option) <= 0) throw Invalid($"CACHE ({option.Value}) must be greater than zero");
                    break;
                case SequenceOptionKind.OwnedBy or SequenceOptionKind.SequenceName:
                case SequenceOptionKind.Restart when !isNew:
                    break;
                default:
                    throw InternalErrors.NotSupported($"sequence option {option.Kind}", option.Position);
            }
        }

        var limit = Limit(sequence.TypeName);
        var ascending = sequence.Increment > 0;
        var typeName = sequence.TypeName switch { "int2" => "smallint", "int4" => "integer", _ => "bigint" };
        if (maximum > limit || maximum < -limit - 1) throw Invalid($"MAXVALUE ({maximum}) is out of range for sequence data type {typeName}");
        if (minimum > limit || minimum < -limit - 1) throw Invalid($"MINVALUE ({minimum}) is out of range for sequence data type {typeName}");
        sequence = sequence with
        {
            Minimum = minimum ?? (resetsMinimum ? ascending ? 1 : -limit - 1 : sequence.Minimum),
            Maximum = maximum ?? (resetsMaximum ? ascending ? limit : -1 : sequence.Maximum),
        };
        if (sequence.Minimum >= sequence.Maximum) throw Invalid($"MINVALUE ({sequence.Minimum}) must be less than MAXVALUE ({sequence.Maximum})");
        sequence = sequence with { Start = start ?? (isNew ? ascending ? sequence.Minimum : sequence.Maximum : sequence.Start) };
        if (sequence.Start < sequence.Minimum) throw Invalid($"START value ({sequence.Start}) cannot be less than MINVALUE ({sequence.Minimum})");
        if (sequence.Start > sequence.Maximum) throw Invalid($"START value ({sequence.Start}) cannot be greater than MAXVALUE ({sequence.Maximum})");
        if (isNew) return sequence;
        var next = RestartValue(sequence, options) ?? last;
        if (next < sequence.Minimum) throw Invalid($"RESTART value ({next}) cannot be less than MINVALUE ({sequence.Minimum})");
        if (next > sequence.Maximum) throw Invalid($"RESTART value ({next}) cannot be greater than MAXVALUE ({sequence.Maximum})");
        return sequence;
    }

    private static long Limit(string typeName) => typeName switch
    {
        "int2" => short.MaxValue,
        "int4" => int.MaxValue,
        _ => long.MaxValue,
    };

    private static long Number(SequenceOption option) =>
        long.TryParse(option.Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : throw Invalid($"value \"{option.Value}\" is out of range for type bigint");

    private static SqlException Invalid(string message) => new(new SqlError { State = SqlState.InvalidParameterValue, Message = message });
}
