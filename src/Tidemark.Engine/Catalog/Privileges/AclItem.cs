using System.Text;

namespace Tidemark.Engine.Catalog;

/// <summary>What one role granted to another, as PostgreSQL's aclitem has it.</summary>
/// <param name="Grantee">Who may; empty for PUBLIC.</param>
/// <param name="Privileges">The letters of what it may do.</param>
/// <param name="Grantable">Those of them that it may grant on.</param>
/// <param name="Grantor">Who granted it.</param>
internal sealed record AclItem(string Grantee, string Privileges, string Grantable, string Grantor)
{
    /// <summary><c>alice=r*w/postgres</c>.</summary>
    public override string ToString()
    {
        var text = new StringBuilder(Syntax.SyntaxPrinter.QuoteIdentifier(Grantee).Trim('"')).Append('=');
        foreach (var letter in PrivilegeLetters.Order)
        {
            if (!Privileges.Contains(letter)) continue;
            text.Append(letter);
            if (Grantable.Contains(letter)) text.Append('*');
        }

        return text.Append('/').Append(Grantor).ToString();
    }
}
