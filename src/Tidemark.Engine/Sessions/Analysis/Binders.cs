using Tidemark.Engine.Binding;
using Tidemark.Engine.Catalog;

namespace Tidemark.Engine.Sessions.Analysis;

/// <summary>Binders over what a session sees at present.</summary>
internal static class Binders
{
    /// <summary>A binder for one statement or expression.</summary>
    /// <param name="session">The session.</param>
    /// <param name="parameters">The parameter types; null for a place without parameters.</param>
    /// <param name="trace">Takes note of names; null for none.</param>
    public static Binder NewBinder(this SessionContext session, ParameterTypes? parameters = null, NameTrace? trace = null) =>
        new(ContextOf(session, Builtins.VirtualTables, parameters ?? ParameterTypes.None)) { Trace = trace };

    /// <summary>A binder for a statement of a routine's body.</summary>
    public static Binder NewBinder(this SessionContext session, UserRoutine routine, IEnumerable<Types.SqlType> inputs) =>
        new(RoutineBodies.Context(ContextOf(session, Builtins.VirtualTables, ParameterTypes.None), routine, inputs));

    /// <summary>What a binder may look at.</summary>
    /// <param name="session">The session.</param>
    /// <param name="virtualTables">Relations that code produces.</param>
    /// <param name="parameters">The parameter types.</param>
    /// <param name="readsKeptOnly">Whether continuous aggregates are read as far as they are kept.</param>
    public static BindingContext ContextOf(SessionContext session, VirtualTables virtualTables, ParameterTypes parameters, bool readsKeptOnly = false) => new()
    {
        Catalog = session.Catalog,
        Routines = Builtins.Routines,
        VirtualTables = virtualTables,
        SearchPath = session.SearchPath,
        TemporarySchema = session.Temporary.Name,
        Functions = new StatementContext(session),
        Parameters = parameters,
        ReadsKeptOnly = readsKeptOnly,
    };
}
