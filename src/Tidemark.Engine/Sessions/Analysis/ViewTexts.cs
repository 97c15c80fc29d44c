using Tidemark.Engine.Catalog;
using Tidemark.Errors;

namespace Tidemark.Engine.Sessions.Analysis;

/// <summary>The texts of views that mention what is about to be renamed.</summary>
internal sealed class ViewTexts
{
    /// <summary>Remembers what the views mean, before the names change.</summary>
    public static ViewTexts Capture(SessionContext session, Func<View, bool> isConcerned)
    {
        if (session.Catalog.Relations.OfType<View>().Any(isConcerned)) throw InternalErrors.NotSupported("renaming what a view reads");
        return new ViewTexts();
    }

    /// <summary>Writes the texts with the names of now.</summary>
    public void Rewrite()
    {
    }
}
