using Tidemark.Errors;

namespace Tidemark.Storage;

/// <content>Checking the files of an open store.</content>
public sealed partial class Store
{
    /// <summary>Reads every segment of the latest root, and the checkpoint, and checks every checksum and every block's content.</summary>
    /// <returns>One line for each damage found, naming file and position; empty when all is well.</returns>
    public IReadOnlyList<string> Verify()
    {
        var found = new List<string>();
        var source = Source with { Cache = new BlockCache(0) };
        foreach (var chunk in Root.Chunks.Values)
        {
            foreach (var version in chunk.Units)
            {
                if (version.Unit is not SegmentUnit segment) continue;
                var before = found.Count;
                new SegmentCheck(new SegmentUnit(segment.Meta, source), found).Run();
                // A merge took its place meanwhile, and its file is gone by rights.
                if (segment.IsRemoved) found.RemoveRange(before, found.Count - before);
            }
        }

        try
        {
            CheckpointFile.Read(Options.Files, Directory, source);
        }
        catch (SqlException error)
        {
            found.Add(error.Message);
        }

        return found;
    }
}
