using Tidemark.Engine.Catalog;
using Tidemark.Types;
using Tidemark.Vectors;
using static Tidemark.Types.SqlTypes;

namespace Tidemark.Engine.Functions;

/// <summary>@? and @@, and the jsonb_path functions with and without the session's time zone.</summary>
internal static class JsonPathFunctions
{
    /// <summary>Declares them.</summary>
    public static void Register(Declarations declare)
    {
        declare.Operator("@?", declare.Direct("jsonb_path_exists_opr", [Jsonb, SqlTypes.JsonPath], SqlTypes.Bool, static (arguments, row, result, context) =>
            Append(result, Find(arguments, row, context, usesZone: false) is { } found ? found.Count > 0 : null)));
        declare.Operator("@@", declare.Direct("jsonb_path_match_opr", [Jsonb, SqlTypes.JsonPath], SqlTypes.Bool, static (arguments, row, result, context) =>
            Append(result, Find(arguments, row, context, usesZone: false) is [JsonBoolean truth] ? truth.Value : null)));
        foreach (var usesZone in new[] { false, true })
        {
            var suffix = usesZone ? "_tz" : "";
            var volatility = usesZone ? Volatility.Stable : Volatility.Immutable;
            Named("jsonb_path_exists", SqlTypes.Bool, (arguments, row, result, context) => Append(result, Find(arguments, row, context, usesZone) is { } found ? found.Count > 0 : null));
            Named("jsonb_path_match", SqlTypes.Bool, (arguments, row, result, context) =>
            {
                var found = Find(arguments, row, context, usesZone);
                if (found is [JsonBoolean truth]) Append(result, truth.Value);
                else if (found is null or [JsonNull] || IsSilent(arguments, row)) result.AppendNull();
                else throw JsonPathFailures.NotABoolean();
            });
            Named("jsonb_path_query_array", Jsonb, (arguments, row, result, context) =>
            {
                if (Find(arguments, row, context, usesZone) is { } found) new JsonArray { Elements = found }.Append(result);
                else new JsonArray().Append(result);
            });
            Named("jsonb_path_query_first", Jsonb, (arguments, row, result, context) =>
            {
                if (Find(arguments, row, context, usesZone) is [var first, ..]) first.Append(result);
                else result.AppendNull();
            });
            declare.Add(new TableFunction
            {
                Name = "jsonb_path_query" + suffix,
                Parameters = Parameters,
                Result = Jsonb,
                Columns = [new TableFunctionColumn("jsonb_path_query" + suffix, Jsonb)],
                Volatility = volatility,
                Invoke = call => Rows.Of(call, builder =>
                {
                    foreach (var value in Find(call.Arguments.AsSpan(), 0, call.Context, usesZone) ?? []) value.Append(builder);
                }),
            });

            void Named(string name, SqlType type, RowFunction function) => declare.Named(name + suffix, Parameters, type, new DirectKernel(function), volatility);
        }
    }

    private static System.Collections.Immutable.ImmutableArray<RoutineParameter> Parameters { get; } =
        [new(Jsonb, "target"), new(SqlTypes.JsonPath, "path"), new(Jsonb, "vars", "'{}'"), new(SqlTypes.Bool, "silent", "false")];

    // The operators have no variables, and are silent.
    private static bool IsSilent(ReadOnlySpan<Vector> arguments, int row) => arguments.Length == 2 || VectorAccess.Get<bool>(arguments[3], row);

    private static List<JsonNode>? Find(ReadOnlySpan<Vector> arguments, int row, FunctionContext context, bool usesZone)
    {
        JsonObject? variables = null;
        if (arguments.Length > 2) variables = JsonNode.Read(arguments[2], row) as JsonObject ?? throw JsonPathFailures.Variables();
        var path = JsonPathCache.Get(VectorAccess.GetBytes(arguments[1], row));
        return new JsonPathEvaluation(path, JsonNode.Read(arguments[0], row), variables, usesZone, context).Run(IsSilent(arguments, row));
    }

    private static void Append(VectorBuilder result, bool? value)
    {
        if (value is { } known) ((FixedVectorBuilder<bool>)result).Append(known);
        else result.AppendNull();
    }
}
