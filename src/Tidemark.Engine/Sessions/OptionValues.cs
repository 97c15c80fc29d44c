using Tidemark.Engine.Syntax.Names;
using Tidemark.Errors;

namespace Tidemark.Engine.Sessions;

/// <summary>The values of options, read as PostgreSQL's commands read them.</summary>
internal static class OptionValues
{
    /// <summary>Whether the option is on; without a value it is.</summary>
    public static bool Boolean(this Option option) => option.BooleanOrNull() ?? throw SettingErrors.OptionRequiresBoolean(option.Name);

    /// <summary>The same; null for a value that is none.</summary>
    public static bool? BooleanOrNull(this Option option) => option.Value switch
    {
        null or { Kind: OptionValueKind.Number, Text: "1" } => true,
        { Kind: OptionValueKind.Number, Text: "0" } => false,
        { Kind: OptionValueKind.Word or OptionValueKind.String, Text: var text } => text.ToLowerInvariant() switch
        {
            "true" or "on" => true,
            "false" or "off" => false,
            _ => null,
        },
        _ => null,
    };

    /// <summary>The value as text.</summary>
    public static string Text(this Option option) => option.Value?.Text ?? throw SettingErrors.OptionRequiresParameter(option.Name);
}
