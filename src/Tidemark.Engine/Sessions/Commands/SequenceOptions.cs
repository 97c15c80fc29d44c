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

    /// <summary>The sequence with options applied; those that contradict each other get PostgreSQL's 22023.</summary>
    public static Sequence Apply(Sequence sequence, SyntaxList<SequenceOption> options, SessionContext session)
    {
        long? start = null, minimum = null, maximum = null;
        foreach (var option in options)
        {
            switch (option.Kind)
            {
                case SequenceOptionKind.As:
                    sequence = sequence with { TypeName = ColumnTypes.Resolve(option.Type!, session).Type.Name };
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
                case SequenceOptionKind.NoMinValue or SequenceOptionKind.NoMaxValue or SequenceOptionKind.Cache or SequenceOptionKind.OwnedBy or SequenceOptionKind.SequenceName:
                    break;
                default:
                    throw InternalErrors.NotSupported($"sequence option {option.Kind}", option.Position);
            }
        }

        var limit = Limit(sequence.TypeName);
        var ascending = sequence.Increment > 0;
        sequence = sequence with { Minimum = minimum ?? (ascending ? 1 : -limit - 1), Maximum = maximum ?? (ascending ? limit : -1) };
        if (sequence.Minimum >= sequence.Maximum) throw Invalid($"MINVALUE ({sequence.Minimum}) must be less than MAXVALUE ({sequence.Maximum})");
        sequence = sequence with { Start = start ?? (ascending ? sequence.Minimum : sequence.Maximum) };
        if (sequence.Start < sequence.Minimum) throw Invalid($"START value ({sequence.Start}) cannot be less than MINVALUE ({sequence.Minimum})");
        if (sequence.Start > sequence.Maximum) throw Invalid($"START value ({sequence.Start}) cannot be greater than MAXVALUE ({sequence.Maximum})");
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
