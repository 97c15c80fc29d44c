using Tidemark.Engine.Binding;
using Tidemark.Engine.Catalog;
using Tidemark.Engine.Sessions.Analysis;
using Tidemark.Engine.Sessions.Settings;
using Tidemark.Types;
using Tidemark.Vectors;

namespace Tidemark.Engine.Sessions.Routines;

/// <summary>A routine's body for arguments of certain types, ready to run.</summary>
internal sealed class RoutineBody
{
    private readonly SqlType[] _inputs;
    private bool _isAllowed;
    private SessionSettings? _outside;
    private SessionSettings? _inside;

    /// <summary>Reads a body. What its statements mean is found out when they run, or by <see cref="Analyze"/>.</summary>
    /// <param name="routine">The routine.</param>
    /// <param name="inputs">The types of its inputs.</param>
    /// <param name="columns">The types of its results; none where it returns nothing.</param>
    public RoutineBody(UserRoutine routine, SqlType[] inputs, IReadOnlyList<SqlType> columns)
    {
        Routine = routine;
        _inputs = inputs;
        Columns = columns;
        var statements = RoutineBodies.Parse(routine);
        Steps = [.. statements.Select((s, i) => new RoutineStep(s, routine, inputs, i == statements.Count - 1 && columns.Count > 0 ? columns : null))];
    }

    /// <summary>The routine.</summary>
    public UserRoutine Routine { get; }

    /// <summary>The types of its results.</summary>
    public IReadOnlyList<SqlType> Columns { get; }

    /// <summary>Its statements.</summary>
    public RoutineStep[] Steps { get; }

    /// <summary>Fails where a statement cannot stand in a body. To be called before the first one runs.</summary>
    public void CheckAllowed()
    {
        if (_isAllowed) return;
        foreach (var step in Steps) step.CheckAllowed();
        _isAllowed = true;
    }

    /// <summary>Whether it is the body for arguments and results of these types.</summary>
    public bool Fits(Vector[] inputs, IReadOnlyList<SqlType> columns)
    {
        if (columns.Count != Columns.Count) return false;
        for (var i = 0; i < inputs.Length; i++)
        {
            if (!inputs[i].Type.Equals(_inputs[i])) return false;
        }

        for (var i = 0; i < columns.Count; i++)
        {
            if (!columns[i].Equals(Columns[i])) return false;
        }

        return true;
    }

    /// <summary>Finds out what all statements mean; fails where one means nothing, or the last one does not give what the routine returns.</summary>
    public void Analyze(SessionContext session)
    {
        foreach (var step in Steps) step.Analyze(session);
        if (Steps.Length == 0 && Columns.Count > 0) RoutineBodies.Conform(null, session.NewBinder(), Routine, Columns);
    }

    /// <summary>The settings that are in force while it runs. The same object for the same settings outside, so that plans can be kept.</summary>
    public SessionSettings SettingsWithin(SessionContext session)
    {
        if (Routine.Settings.IsEmpty && !Routine.IsSecurityDefiner) return session.Settings;
        if (ReferenceEquals(_outside, session.Settings)) return _inside!;
        var settings = session.Settings;
        foreach (var (name, value) in Routine.Settings) settings = settings.With(name, value, isLocal: false);
        if (Routine.IsSecurityDefiner) settings = settings.With("role", Routine.Owner, isLocal: false);
        _outside = session.Settings;
        return _inside = settings;
    }
}
