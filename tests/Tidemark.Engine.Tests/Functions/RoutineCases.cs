using System.Text;
using Tidemark.Engine.Catalog;
using Tidemark.Engine.Functions;
using Tidemark.Engine.TimeSeries;
using Tidemark.Errors;
using Tidemark.Types;
using Tidemark.Vectors;
using Xunit;

namespace Tidemark.Engine.Tests.Functions;

/// <summary>
/// Runs the case files: each line is an expression that PostgreSQL was asked as well (record_cases.py), with its result. An expression is
/// <c>name(literals)</c>, <c>literal op literal</c>, <c>op literal</c> or <c>literal::type</c>, a literal being <c>'text'::type</c> or <c>NULL::type</c>.
/// Every one is computed in each vector shape.
/// </summary>
public class RoutineCases
{
    private const int Rows = 5;
    private static readonly RoutineCatalog Catalog = Build();

    /// <summary>The zone that the case files were recorded in.</summary>
    public static FormatSettings Berlin { get; } = new() { TimeZone = TimeZoneRules.Get("Europe/Berlin") };

    private static readonly StillSession Context = new(null, null, Berlin);

    public static TheoryData<string> Files
    {
        get
        {
            var data = new TheoryData<string>();
            foreach (var file in Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "Functions", "Cases"), "*.txt", SearchOption.AllDirectories).Order()) data.Add(Path.GetRelativePath(Path.Combine(AppContext.BaseDirectory, "Functions", "Cases"), file));
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Results_are_those_of_PostgreSQL(string file)
    {
        var failures = new List<string>();
        foreach (var line in File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Functions", "Cases", file)))
        {
            if (line.Length == 0 || line[0] == '#') continue;
            var parts = line.Split('\t');
            try
            {
                if (line[0] == '$') Aggregate(parts[0], parts[1], parts[2], failures);
                else Scalar(parts[0], parts[1], parts[2], failures);
            }
            catch (Exception error) when (error is not SqlException)
            {
                failures.Add($"{parts[0]}: {error.GetType().Name}: {error.Message} {error.StackTrace?.Split('\n').FirstOrDefault()}");
            }
        }

        Assert.True(failures.Count == 0, $"{failures.Count} differ:\n{string.Join('\n', failures)}");
    }

    private static RoutineCatalog Build()
    {
        var builder = new RoutineCatalogBuilder();
        BuiltinRoutines.Register(builder);
        TimeSeriesRoutines.Register(builder);
        return builder.Build();
    }

    private static void Scalar(string expression, string type, string expected, List<string> failures)
    {
        var (function, literals, result) = Resolve(expression);
        if (function is null)
        {
            failures.Add($"{expression}: no such routine");
            return;
        }

        foreach (var shape in new[] { "flat", "constant", "dictionary", "mixed" })
        {
            string actual;
            try
            {
                var arguments = literals.Select((literal, index) => Shaped(literal, shape, index, function.IsStrict)).ToArray();
                var builder = VectorBuilder.Create(result);
                var vector = function.Kernel.Invoke(arguments, Rows, builder, Context);
                Assert.Equal(Rows, vector.Length);
                actual = Text(vector, 0, result);
                var nulls = literals.Length > 0 && function.IsStrict && shape is "flat" or "dictionary";
                if (nulls && !vector.IsNull(Rows - 1)) actual += " (row with nulls is not null)";
                if (Text(vector, Rows - 2, result) != actual) actual += " (rows differ)";
            }
            catch (SqlException error)
            {
                actual = $"!{error.State}\t{error.Error.Message}";
            }

            var wanted = type.StartsWith('!') ? $"{type}\t{expected}" : expected;
            if (actual != wanted)
            {
                failures.Add($"{expression} [{shape}]: {actual} instead of {wanted}");
                return;
            }
        }

        if (!type.StartsWith('!') && result.DisplayName != type) failures.Add($"{expression}: type {result.DisplayName} instead of {type}");
    }

    private static void Aggregate(string expression, string type, string expected, List<string> failures)
    {
        var open = expression.IndexOf('(');
        var close = expression.IndexOf("):", StringComparison.Ordinal);
        var name = expression[1..open];
        var types = expression[(open + 1)..close].Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(TypeNamed).ToArray();
        var function = Catalog.Find(name).OfType<AggregateFunction>().FirstOrDefault(f => Matches(f.Parameters, types));
        if (function is null)
        {
            failures.Add($"{expression}: no such aggregate");
            return;
        }

        var rows = expression[(close + 2)..].Split(" | ", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var builders = types.Select(t => VectorBuilder.Create(t)).ToArray();
        var count = 0;
        foreach (var row in rows)
        {
            var literals = new ExpressionReader(row).Values(types);
            if (function.SkipsNulls && literals.Any(l => l.IsNull(0))) continue;
            for (var i = 0; i < types.Length; i++) builders[i].AppendRow(literals[i], 0);
            count++;
        }

        var result = Bind(function, types);
        var arguments = builders.Select(b => b.Build()).ToArray();
        foreach (var way in new[] { "single", "groups", "merged" })
        {
            string actual;
            try
            {
                var call = new AggregateCall([.. types], result, Context);
                var accumulator = function.CreateAccumulator(call);
                accumulator.Resize(2);
                if (way == "single")
                {
                    accumulator.UpdateSingle(arguments, count, 1);
                }
                else if (way == "groups" || function.IsOrderSensitive)
                {
                    accumulator.Update(arguments, Enumerable.Repeat(1, count).ToArray());
                }
                else
                {
                    var half = count / 2;
                    var other = function.CreateAccumulator(call);
                    other.Resize(1);
                    accumulator.Update(arguments.Select(a => a.Slice(0, half)).ToArray(), Enumerable.Repeat(1, half).ToArray());
                    other.Update(arguments.Select(a => a.Slice(half, count - half)).ToArray(), new int[count - half]);
                    accumulator.Merge(other, [1]);
                }

                var builder = VectorBuilder.Create(result);
                accumulator.Emit(1, 1, builder);
                actual = Text(builder.Build(), 0, result);
            }
            catch (SqlException error)
            {
                actual = $"!{error.State}\t{error.Error.Message}";
            }

            var wanted = type.StartsWith('!') ? $"{type}\t{expected}" : expected;
            if (actual == wanted) continue;
            failures.Add($"{expression} [{way}]: {actual} instead of {wanted}");
            return;
        }

        if (!type.StartsWith('!') && result.DisplayName != type) failures.Add($"{expression}: type {result.DisplayName} instead of {type}");
    }

    private static (ScalarFunction? Function, Vector[] Literals, SqlType Result) Resolve(string expression)
    {
        var reader = new ExpressionReader(expression);
        var (name, symbol, target, literals) = reader.Read();
        var types = literals.Select(l => l.Type).ToArray();
        if (target is not null)
        {
            var cast = Catalog.FindCast(types[0], target);
            return (cast?.Function ?? (cast is null ? null : Relabel(types[0], target)), literals, target);
        }

        ScalarFunction? function;
        if (symbol is not null)
        {
            var all = Catalog.FindOperators(symbol).Where(o => (o.Left is null) == (literals.Length == 1)).Select(o => o.Function).ToList();
            function = all.FirstOrDefault(f => Exactly(f.Parameters, types)) ?? all.FirstOrDefault(f => Matches(f.Parameters, types));
        }
        else
        {
            var all = Catalog.Find(name!).OfType<ScalarFunction>().ToList();
            function = all.FirstOrDefault(f => Exactly(f.Parameters, types)) ?? all.FirstOrDefault(f => Matches(f.Parameters, types))
                ?? all.FirstOrDefault(f => f.IsVariadic && f.Parameters.Length <= literals.Length && Matches(f.Parameters[..^1], types[..(f.Parameters.Length - 1)]));
        }

        return function is null ? (null, literals, SqlTypes.Void) : (function, literals, Bind(function, types));
    }

    private static ScalarFunction Relabel(SqlType source, SqlType target) => new()
    {
        Name = "relabel",
        Parameters = [new RoutineParameter(source)],
        Result = target,
        Kernel = new Relabelling(target),
    };

    private static bool Exactly(IReadOnlyList<RoutineParameter> parameters, SqlType[] types) =>
        parameters.Count == types.Length && parameters.Zip(types).All(p => p.First.Type.Is(p.Second));

    private static bool Matches(IReadOnlyList<RoutineParameter> parameters, SqlType[] types) => parameters.Count == types.Length && parameters.Zip(types).All(p =>
        p.First.Type.Is(p.Second)
        || p.First.Type.Kind is TypeKind.Any
        || (p.First.Type.Kind is TypeKind.AnyElement or TypeKind.AnyCompatible && !(p.Second.IsArray && parameters.Any(other => other.Type.Kind is TypeKind.AnyArray or TypeKind.AnyCompatibleArray)))
        || (p.First.Type.Kind is TypeKind.AnyArray or TypeKind.AnyCompatibleArray && p.Second.IsArray)
        || (p.First.Type.Kind is TypeKind.AnyNonArray or TypeKind.AnyCompatibleNonArray && !p.Second.IsArray));

    private static SqlType Bind(Routine routine, SqlType[] types)
    {
        if (!routine.Result.IsPolymorphic) return routine.Result;
        for (var i = 0; i < Math.Min(types.Length, routine.Parameters.Length); i++)
        {
            if (!routine.Parameters[i].Type.IsPolymorphic || routine.Parameters[i].Type.Kind == TypeKind.Any) continue;
            var element = types[i].IsArray && routine.Parameters[i].Type.Kind is TypeKind.AnyArray or TypeKind.AnyCompatibleArray ? types[i].Element! : types[i];
            return routine.Result.Kind is TypeKind.AnyArray or TypeKind.AnyCompatibleArray ? SqlTypes.ArrayOf(element)! : element;
        }

        return types[0];
    }

    private static Vector Shaped(Vector literal, string shape, int index, bool withNull)
    {
        if (shape == "constant" || (shape == "mixed" && index > 0)) return new ConstantVector(literal, Rows);
        var builder = VectorBuilder.Create(literal.Type);
        if (shape == "flat" || (shape == "mixed" && index == 0) || literal.IsNull(0))
        {
            builder.AppendRepeated(literal, 0, Rows - 1);
            if (shape == "mixed" || !withNull) builder.AppendRow(literal, 0);
            else builder.AppendNull();
            return builder.Build();
        }

        builder.AppendRow(literal, 0);
        var nulls = new ulong[] { withNull ? ~(1UL << (Rows - 1)) : ulong.MaxValue };
        return new DictionaryVector(builder.Build(), new int[Rows], Rows, new Validity(nulls));
    }

    private static string Text(Vector vector, int row, SqlType type)
    {
        if (vector.IsNull(row)) return "\\N";
        var builder = new BytesVectorBuilder(SqlTypes.Text);
        TypeCodec.For(type).FormatText(vector.Slice(row, 1), builder, Context.Format);
        return Encoding.UTF8.GetString(((BytesVector)builder.Build())[0]).Replace("\\", "\\\\").Replace("\n", "\\n").Replace("\t", "\\t");
    }

    private static SqlType TypeNamed(string name) => ExpressionReader.TypeNamed(name);

    private sealed class Relabelling(SqlType target) : ScalarKernel
    {
        public override Vector Invoke(ReadOnlySpan<Vector> arguments, int rows, VectorBuilder result, FunctionContext context) => arguments[0].As(target);
    }
}
