namespace Tidemark.Engine.Functions;

/// <summary>Functions, operators, casts and aggregates of json and jsonb.</summary>
internal static class JsonRoutines
{
    /// <summary>Declares all of them.</summary>
    public static void Register(Declarations declare)
    {
        JsonAccess.Register(declare);
        JsonSets.Register(declare);
        JsonBuilding.Register(declare);
        JsonContainment.Register(declare);
        JsonbEditing.Register(declare);
        JsonbCasts.Register(declare);
        JsonAggregates.Register(declare);
        JsonPopulation.Register(declare);
        JsonPathFunctions.Register(declare);
    }
}
