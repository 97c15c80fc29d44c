using System.Collections.Immutable;
using Tidemark.Engine.Catalog;
using Tidemark.Errors;
using Tidemark.Types;

namespace Tidemark.Engine.Sessions.Settings;

/// <summary>
/// The values of a session's settings. Immutable, so that a transaction or a savepoint remembers them by reference and a rollback takes the old object back.
/// SET LOCAL's values lie above the others and go with the transaction.
/// </summary>
internal sealed class SessionSettings
{
    private readonly ImmutableDictionary<string, string> _defaults;
    private readonly ImmutableDictionary<string, string> _values;
    private readonly ImmutableDictionary<string, string> _local;
    private FormatSettings? _format;
    private StatementSettings? _ofStatements;

    private SessionSettings(ImmutableDictionary<string, string> defaults, ImmutableDictionary<string, string> values, ImmutableDictionary<string, string> local)
    {
        _defaults = defaults;
        _values = values;
        _local = local;
    }

    /// <summary>The settings that a session begins with; what RESET goes back to.</summary>
    /// <param name="configured">Values from the configuration, which alone may set what needs a restart. Unknown names are refused, here and there.</param>
    /// <param name="stored">Values that ALTER ROLE and ALTER DATABASE keep. One that cannot be taken any more is left out.</param>
    /// <param name="given">Values from the client's startup message, which overrides it.</param>
    public static SessionSettings Create(IEnumerable<KeyValuePair<string, string>> configured, IEnumerable<StoredSetting> stored, IEnumerable<KeyValuePair<string, string>> given)
    {
        var defaults = ImmutableDictionary.CreateBuilder<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in configured) defaults[name] = Canonicalize(name, value, isConfigured: true);
        foreach (var setting in stored)
        {
            try
            {
                defaults[setting.Name] = Canonicalize(setting.Name, setting.Value);
            }
            catch (SqlException)
            {
                // The session begins all the same, as it does in PostgreSQL: else nobody could put the setting right.
            }
        }

        foreach (var (name, value) in given) defaults[name] = Canonicalize(name, value);
        var empty = ImmutableDictionary.Create<string, string>(StringComparer.OrdinalIgnoreCase);
        return new SessionSettings(defaults.ToImmutable(), empty, empty);
    }

    /// <summary>The value of a setting in the form that SHOW prints; null for an unknown one.</summary>
    public string? Find(string name) =>
        _local.TryGetValue(name, out var value) || _values.TryGetValue(name, out value) || _defaults.TryGetValue(name, out value)
            ? value
            : SettingRegistry.Find(name)?.Default;

    /// <summary>The value of a setting; 42704 for an unknown one.</summary>
    public string Get(string name) => Find(name) ?? throw SettingErrors.Unrecognized(name);

    /// <summary>Whether a boolean setting is on.</summary>
    public bool IsOn(string name) => Get(name) == "on";

    /// <summary>A number in the setting's own unit: milliseconds for times, kilobytes for sizes.</summary>
    public long GetInteger(string name) => ((IntegerSetting)SettingRegistry.Find(name)!.Kind).Read(Get(name));

    /// <summary>The settings with one changed.</summary>
    public SessionSettings With(string name, string value, bool isLocal)
    {
        var canonical = Canonicalize(name, value, Find(name));
        return isLocal
            ? new SessionSettings(_defaults, _values, _local.SetItem(name, canonical))
            : new SessionSettings(_defaults, _values.SetItem(name, canonical), _local.Remove(name));
    }

    /// <summary>A fact that the session itself tells, such as who logged in; bypasses the check of who may change it.</summary>
    public SessionSettings WithFact(string name, string value) => new(_defaults.SetItem(name, value), _values, _local);

    /// <summary>The settings with one back at its default.</summary>
    public SessionSettings Reset(string name, bool isLocal = false)
    {
        var setting = SettingRegistry.Find(name);
        if (setting is null) SettingRegistry.RequireCustom(name);
        if (setting is not null) CheckContext(setting);
        return isLocal
            ? new SessionSettings(_defaults, _values, _local.SetItem(name, _defaults.GetValueOrDefault(name) ?? setting?.Default ?? ""))
            : new SessionSettings(_defaults, _values.Remove(name), _local.Remove(name));
    }

    /// <summary>The settings all back at their defaults.</summary>
    public SessionSettings ResetAll() => new(_defaults, _values.Clear(), _local.Clear());

    /// <summary>The settings without those of SET LOCAL: what is left after a commit.</summary>
    public SessionSettings WithoutLocal() => _local.IsEmpty ? this : new SessionSettings(_defaults, _values, _local.Clear());

    /// <summary>What input and output of values depend on, without the time of a transaction.</summary>
    public FormatSettings Format => _format ??= MakeFormat();

    /// <summary>What every statement looks at.</summary>
    public StatementSettings OfStatements => _ofStatements ??= StatementSettings.From(this);

    private FormatSettings MakeFormat()
    {
        var (style, order) = DateStyleSetting.Read("DateStyle", Get("DateStyle"));
        return FormatSettings.Default with
        {
            TimeZone = TimeZoneRules.Find(Get("TimeZone")) ?? TimeZoneRules.Utc,
            DateStyle = style,
            DateOrder = order,
            IntervalStyle = Get("IntervalStyle") switch
            {
                "postgres_verbose" => IntervalStyle.PostgresVerbose,
                "sql_standard" => IntervalStyle.SqlStandard,
                "iso_8601" => IntervalStyle.Iso8601,
                _ => IntervalStyle.Postgres,
            },
            ExtraFloatDigits = (int)GetInteger("extra_float_digits"),
            ByteaOutput = Get("bytea_output") == "escape" ? ByteaOutput.Escape : ByteaOutput.Hex,
        };
    }

    private static string Canonicalize(string name, string value, string? present = null, bool isConfigured = false)
    {
        if (SettingRegistry.Find(name) is not { } setting)
        {
            SettingRegistry.RequireCustom(name);
            return value;
        }

        if (!isConfigured || setting.Context != SettingContext.Postmaster) CheckContext(setting);

        // Checks of PostgreSQL's own call a setting by its proper name, the general ones as the user wrote it.
        var shown = setting.Kind is CheckedTextSetting or DateStyleKind ? setting.Name : name;
        return present is null ? setting.Kind.Canonicalize(shown, value) : setting.Kind.Canonicalize(shown, value, present);
    }

    private static void CheckContext(Setting setting)
    {
        if (setting.Context == SettingContext.Internal) throw SettingErrors.CannotBeChanged(setting.Name);
        if (setting.Context == SettingContext.Postmaster) throw SettingErrors.NeedsRestart(setting.Name);
    }
}
