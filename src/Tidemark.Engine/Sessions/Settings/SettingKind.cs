using System.Globalization;
using Tidemark.Errors;

namespace Tidemark.Engine.Sessions.Settings;

/// <summary>What values a setting takes: turns what a user wrote into the canonical form that SHOW prints, or refuses it.</summary>
internal abstract class SettingKind
{
    /// <summary>pg_settings.vartype.</summary>
    public abstract string TypeName { get; }

    /// <summary>The canonical form of a value; 22023 where the setting does not take it.</summary>
    public abstract string Canonicalize(string name, string value);

    /// <summary>The same for a value that may leave parts of the present one alone.</summary>
    public virtual string Canonicalize(string name, string value, string present) => Canonicalize(name, value);
}

/// <summary>on or off.</summary>
internal sealed class BooleanSetting : SettingKind
{
    public static BooleanSetting Instance { get; } = new();

    public override string TypeName => "bool";

    public override string Canonicalize(string name, string value) => Parse(value) switch
    {
        true => "on",
        false => "off",
        null => throw SettingErrors.RequiresBoolean(name),
    };

    /// <summary>PostgreSQL's spellings of truth, unambiguous prefixes included; null for anything else.</summary>
    public static bool? Parse(string value)
    {
        var text = value.Trim().ToLowerInvariant();
        if (text.Length == 0) return null;
        if (text == "1" || IsPrefix("true") || IsPrefix("yes") || text == "on") return true;
        if (text == "0" || IsPrefix("false") || IsPrefix("no") || (text.Length > 1 && IsPrefix("off"))) return false;
        return null;

        bool IsPrefix(string word) => word.StartsWith(text, StringComparison.Ordinal);
    }
}

/// <summary>One of a list of words.</summary>
internal sealed class EnumSetting(params string[] values) : SettingKind
{
    public override string TypeName => "enum";

    public override string Canonicalize(string name, string value) =>
        Array.Find(values, v => v.Equals(value.Trim(), StringComparison.OrdinalIgnoreCase))
        ?? throw SettingErrors.InvalidValue(name, value, $"Available values: {string.Join(", ", values)}.");
}

/// <summary>A word of a list, or a boolean's spelling for two of them (synchronous_commit and its like).</summary>
internal sealed class BooleanOrEnumSetting(params string[] values) : SettingKind
{
    public override string TypeName => "enum";

    public override string Canonicalize(string name, string value) =>
        Array.Find(values, v => v.Equals(value.Trim(), StringComparison.OrdinalIgnoreCase))
        ?? BooleanSetting.Parse(value) switch
        {
            true => "on",
            false => "off",
            null => throw SettingErrors.InvalidValue(name, value, $"Available values: {string.Join(", ", values)}."),
        };
}

/// <summary>Any text.</summary>
internal sealed class TextSetting : SettingKind
{
    public static TextSetting Instance { get; } = new();

    public override string TypeName => "string";

    public override string Canonicalize(string name, string value) => value;
}

/// <summary>Text that a function checks and rewrites.</summary>
internal sealed class CheckedTextSetting(Func<string, string, string> canonicalize) : SettingKind
{
    public override string TypeName => "string";

    public override string Canonicalize(string name, string value) => canonicalize(name, value);
}

/// <summary>DateStyle: a value may name one half and leave the other as it is.</summary>
internal sealed class DateStyleKind : SettingKind
{
    public override string TypeName => "string";

    public override string Canonicalize(string name, string value) => DateStyleSetting.Canonicalize(name, value, null);

    public override string Canonicalize(string name, string value, string present) => DateStyleSetting.Canonicalize(name, value, present);
}

/// <summary>What a number of a setting without unit counts.</summary>
internal enum SettingUnit
{
    None,
    Milliseconds,
    Seconds,
    Kilobytes,
}

/// <summary>A whole number, with units where it has one; SHOW prints it with the largest unit that divides it.</summary>
internal sealed class IntegerSetting(long minimum, long maximum, SettingUnit unit = SettingUnit.None) : SettingKind
{
    private static readonly (string Name, long Factor)[] TimeUnits = [("d", 86_400_000), ("h", 3_600_000), ("min", 60_000), ("s", 1000), ("ms", 1)];
    private static readonly (string Name, long Factor)[] SizeUnits = [("TB", 1L << 30), ("GB", 1L << 20), ("MB", 1L << 10), ("kB", 1)];

    public override string TypeName => "integer";

    public override string Canonicalize(string name, string value)
    {
        var number = Parse(value) ?? throw SettingErrors.InvalidValue(name, value, null);
        if (number < minimum || number > maximum) throw SettingErrors.OutOfRange(name, number, minimum, maximum, UnitName);
        return Print(number);
    }

    /// <summary>The number in the setting's own unit; the value must be canonical.</summary>
    public long Read(string canonical) => Parse(canonical)!.Value;

    /// <summary>pg_settings.unit; null for a plain number.</summary>
    public string? Unit => UnitName.Length == 0 ? null : UnitName.TrimStart();

    /// <summary>A canonical value as a number of the setting's own unit, as pg_settings has it.</summary>
    public string InUnit(string canonical) => canonical.Length == 0 ? "" : Read(canonical).ToString(CultureInfo.InvariantCulture);

    private long? Parse(string value)
    {
        var text = value.Trim();
        var digits = 0;
        while (digits < text.Length && (char.IsAsciiDigit(text[digits]) || text[digits] is '.' or '-' or '+')) digits++;
        if (!double.TryParse(text.AsSpan(0, digits), NumberStyles.Float, CultureInfo.InvariantCulture, out var number)) return null;
        var suffix = text[digits..].Trim();
        if (suffix.Length == 0) return (long)Math.Round(number);
        var units = Units();
        var found = Array.FindIndex(units, u => u.Name == suffix);
        if (found < 0) return null;
        var factor = (double)units[found].Factor;
        return (long)Math.Round(unit == SettingUnit.Seconds ? number * factor / 1000 : number * factor);
    }

    private string Print(long number)
    {
        if (number <= 0 || unit == SettingUnit.None) return number.ToString(CultureInfo.InvariantCulture);
        var scaled = unit == SettingUnit.Seconds ? number * 1000 : number;
        foreach (var (name, factor) in Units())
        {
            if (scaled % factor == 0) return $"{scaled / factor}{name}";
        }

        return number.ToString(CultureInfo.InvariantCulture);
    }

    private string UnitName => unit switch
    {
        SettingUnit.Milliseconds => " ms",
        SettingUnit.Seconds => " s",
        SettingUnit.Kilobytes => " kB",
        _ => "",
    };

    private (string Name, long Factor)[] Units() => unit switch
    {
        SettingUnit.Milliseconds or SettingUnit.Seconds => TimeUnits,
        SettingUnit.Kilobytes => SizeUnits,
        _ => [],
    };
}

/// <summary>A real number.</summary>
internal sealed class RealSetting(double minimum, double maximum) : SettingKind
{
    public override string TypeName => "real";

    public override string Canonicalize(string name, string value)
    {
        if (!double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)) throw SettingErrors.InvalidValue(name, value, null);
        if (number < minimum || number > maximum) throw SettingErrors.OutOfRange(name, number, minimum, maximum);
        return number.ToString(CultureInfo.InvariantCulture);
    }
}
