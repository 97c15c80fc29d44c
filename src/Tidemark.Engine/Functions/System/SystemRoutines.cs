using Tidemark.Engine.Catalog;

namespace Tidemark.Engine.Functions;

/// <summary>System information and administration functions of pg_catalog.</summary>
internal static class SystemRoutines
{
    /// <summary>Declares all of them.</summary>
    public static void Register(RoutineCatalogBuilder catalog)
    {
        var declare = new Declarations(catalog);
        SessionFunctions.Register(declare);
        CatalogFunctions.Register(declare);
        RegisteredNameCasts.Register(declare);
        RoutineFunctions.Register(declare);
        SequenceFunctions.Register(declare);
        SizeFunctions.Register(declare);
        LockFunctions.Register(declare);
        BackendFunctions.Register(declare);
        NotifyFunctions.Register(declare);
        KeywordFunctions.Register(declare);
        IndexProperties.Register(declare);
        RowVersions.Register(declare);
        HashFunctions.Register(declare);
        ObjectDescriptions.Register(declare);
        ClientFunctions.Register(declare);
    }
}
