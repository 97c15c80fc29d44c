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
    }
}
