namespace Tidemark.Testing;

/// <summary>The working copy that the running tests were built from.</summary>
public static class Repository
{
    public static string Root { get; } = Find();

    private static string Find()
    {
        for (var directory = new DirectoryInfo(AppContext.BaseDirectory); directory is not null; directory = directory.Parent)
        {
            if (File.Exists(Path.Combine(directory.FullName, "Tidemark.slnx")))
                return directory.FullName;
        }

        throw new DirectoryNotFoundException($"no Tidemark.slnx above {AppContext.BaseDirectory}");
    }
}
