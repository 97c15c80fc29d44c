using Tidemark.Engine.Catalog;

namespace Tidemark.Engine.Functions;

/// <summary>Everything in pg_catalog: functions, operators, casts, aggregates, window and set-returning functions, family by family.</summary>
internal static class BuiltinRoutines
{
    /// <summary>Declares all of them.</summary>
    public static void Register(RoutineCatalogBuilder catalog)
    {
        var declare = new Declarations(catalog);
        ComparisonOperators.Register(declare);
        NumberOperators.Register(declare);
        BasicAggregates.Register(declare);
        StatisticalAggregates.Register(declare);
        NumericFunctions.Register(declare);
        NumericAggregates.Register(declare);
        NumberCasts.Register(declare);
        DateTimeOperators.Register(declare);
        DateTimeFunctions.Register(declare);
        DateTimeCasts.Register(declare);
        FormattingFunctions.Register(declare);
        JsonRoutines.Register(declare);
        StringCasts.Register(declare);
        PatternOperators.Register(declare);
        TextFunctions.Register(declare);
        TextComposition.Register(declare);
        BinaryText.Register(declare);
        RegexFunctions.Register(declare);
        ArrayFunctions.Register(declare);
        FloatFunctions.Register(declare);
        ServerFunctions.Register(declare);
        Series.Register(declare);
        Unnesting.Register(declare);
        CollectingAggregates.Register(declare);
        IntervalAggregates.Register(declare);
        WindowFunctions.Register(declare);
    }
}
