using System.Text;

namespace Tidemark.Engine.Sessions.Settings;

/// <summary>search_path: a comma-separated list of identifiers, quoted ones as they are and others folded.</summary>
internal static class SearchPathSetting
{
    /// <summary>The schemas of a value, in order.</summary>
    public static IEnumerable<string> Split(string value)
    {
        var name = new StringBuilder();
        var wasQuoted = false;
        for (var i = 0; i < value.Length; i++)
        {
            switch (value[i])
            {
                case '"':
                    wasQuoted = true;
                    for (i++; i < value.Length; i++)
                    {
                        if (value[i] == '"' && (i + 1 == value.Length || value[i + 1] != '"')) break;
                        if (value[i] == '"') i++;
                        name.Append(value[i]);
                    }

                    break;
                case ',':
                    if (wasQuoted || name.Length > 0) yield return name.ToString();
                    name.Clear();
                    wasQuoted = false;
                    break;
                case var c when char.IsWhiteSpace(c):
                    break;
                case var c:
                    name.Append(char.ToLowerInvariant(c));
                    break;
            }
        }

        if (wasQuoted || name.Length > 0) yield return name.ToString();
    }
}
