using Tidemark.Errors;
using Tidemark.Types;

namespace Tidemark.Engine.Sessions.Settings;

/// <summary>DateStyle: two words, how dates are written and in which order they are read.</summary>
internal static class DateStyleSetting
{
    /// <summary>The canonical form, such as <c>ISO, MDY</c>. What a partial value leaves out comes from the present one, or is PostgreSQL's default.</summary>
    public static string Canonicalize(string name, string value, string? present)
    {
        var (style, order) = Read(name, value, present);
        return $"{StyleName(style)}, {order.ToString().ToUpperInvariant()}";
    }

    /// <summary>The two halves of a value.</summary>
    public static (DateStyle Style, DateOrder Order) Read(string name, string value, string? present = null)
    {
        DateStyle? style = null;
        DateOrder? order = null;
        if (present is not null) (style, order) = Read(name, present);
        foreach (var word in value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            switch (word.ToLowerInvariant())
            {
                case "iso": style = DateStyle.Iso; break;
                case "sql": style = DateStyle.Sql; break;
                case "german":
                    style = DateStyle.German;
                    order = DateOrder.Dmy;
                    break;
                case "ymd": order = DateOrder.Ymd; break;
                case var w when w.StartsWith("postgres", StringComparison.Ordinal): style = DateStyle.Postgres; break;
                case var w when w is "dmy" || w.StartsWith("euro", StringComparison.Ordinal): order = DateOrder.Dmy; break;
                case var w when w is "mdy" || w.StartsWith("us", StringComparison.Ordinal) || w.StartsWith("noneuro", StringComparison.Ordinal): order = DateOrder.Mdy; break;
                case "default": break;
                default: throw SettingErrors.UnknownWord(name, value, word.ToLowerInvariant());
            }
        }

        return (style ?? DateStyle.Iso, order ?? DateOrder.Mdy);
    }

    private static string StyleName(DateStyle style) => style switch
    {
        DateStyle.Sql => "SQL",
        DateStyle.German => "German",
        DateStyle.Postgres => "Postgres",
        _ => "ISO",
    };
}
