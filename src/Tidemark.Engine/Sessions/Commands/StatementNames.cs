using System.Text;
using Tidemark.Engine.Syntax.Statements;

namespace Tidemark.Engine.Sessions.Commands;

/// <summary>The SQL words of a statement, for messages that refuse it: the tree's class names are made of them.</summary>
internal static class StatementNames
{
    /// <summary>Such as <c>CREATE FUNCTION</c> for a CreateFunctionStatement.</summary>
    public static string Of(Statement statement)
    {
        var name = statement.GetType().Name;
        if (name.EndsWith("Statement", StringComparison.Ordinal)) name = name[..^"Statement".Length];
        var words = new StringBuilder();
        foreach (var letter in name)
        {
            if (char.IsUpper(letter) && words.Length > 0) words.Append(' ');
            words.Append(char.ToUpperInvariant(letter));
        }

        return words.ToString();
    }
}
