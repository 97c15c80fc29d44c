using Tidemark.Engine.Syntax.Names;

namespace Tidemark.Engine.Syntax;

/// <summary>Trees back to SQL text.</summary>
internal static class SyntaxPrinter
{
    public static string Print(TypeName type) => type.Name.ToString();
}
