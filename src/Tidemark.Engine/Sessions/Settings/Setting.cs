namespace Tidemark.Engine.Sessions.Settings;

/// <summary>Who may change a setting, and when.</summary>
internal enum SettingContext
{
    /// <summary>Any session, at any time.</summary>
    User,

    /// <summary>Nobody: it tells a fact of the server.</summary>
    Internal,

    /// <summary>The configuration, when the server starts.</summary>
    Postmaster,
}

/// <summary>A setting that SET, SHOW and set_config know.</summary>
/// <param name="Name">The name as SHOW ALL prints it.</param>
/// <param name="Default">The value that a session begins with, in canonical form.</param>
/// <param name="Kind">What values it takes and how they are written.</param>
internal sealed record Setting(string Name, string Default, SettingKind Kind)
{
    /// <summary>Who may change it.</summary>
    public SettingContext Context { get; init; } = SettingContext.User;

    /// <summary>Whether clients are told when it changes (ParameterStatus).</summary>
    public bool IsReported { get; init; }

    /// <summary>One sentence for pg_settings.</summary>
    public string Description { get; init; } = "";
}
