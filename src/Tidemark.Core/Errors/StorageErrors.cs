namespace Tidemark.Errors;

/// <summary>Errors of files and of the database directory.</summary>
public static class StorageErrors
{
    /// <summary>55006: another process, or another store of this one, has the directory open.</summary>
    /// <param name="directory">The database directory.</param>
    /// <param name="owner">What is known of the owner, such as <c>process 4711</c>; null when nothing is.</param>
    public static SqlException DirectoryInUse(string directory, string? owner) => new(new SqlError
    {
        State = SqlState.ObjectInUse,
        Message = $"database directory \"{directory}\" is in use by {owner ?? "another process"}",
        Hint = "A database directory can be open in one process at a time: connect to that process, or end it.",
    });

    /// <summary>XX001: a file holds something else than was written.</summary>
    /// <param name="file">The file's path.</param>
    /// <param name="position">The offset of the damaged part in bytes.</param>
    /// <param name="what">What is wrong, as in <c>block checksum does not match</c>.</param>
    /// <param name="cause">The exception behind it.</param>
    public static SqlException Damaged(string file, long position, string what, Exception? cause = null) => new(new SqlError
    {
        State = SqlState.DataCorrupted,
        Message = $"file \"{file}\" is damaged at offset {position}: {what}",
    }, cause);

    /// <summary>XX001: a file that must exist does not.</summary>
    public static SqlException Missing(string file) => new(new SqlError
    {
        State = SqlState.DataCorrupted,
        Message = $"file \"{file}\" is missing",
    });

    /// <summary>0A000: a file was written by a newer version.</summary>
    public static SqlException NewerFormat(string file, long version, long known) => new(new SqlError
    {
        State = SqlState.FeatureNotSupported,
        Message = $"file \"{file}\" has format version {version}, and this version of Tidemark reads versions up to {known}",
        Hint = "Open the database with a newer version of Tidemark.",
    });

    /// <summary>53100: no room on the disk.</summary>
    public static SqlException DiskFull(string file, Exception cause) => new(new SqlError
    {
        State = SqlState.DiskFull,
        Message = $"could not write to file \"{file}\": No space left on device",
        Hint = "Check free disk space.",
    }, cause);

    /// <summary>58030: the operating system refused.</summary>
    /// <param name="action">What was tried, as in <c>could not write to</c>.</param>
    /// <param name="file">The file's path.</param>
    /// <param name="cause">What the operating system said.</param>
    public static SqlException InputOutput(string action, string file, Exception cause) => new(new SqlError
    {
        State = SqlState.IoError,
        Message = $"{action} file \"{file}\": {cause.Message}",
    }, cause);

    /// <summary>58030: an earlier failure left it open what is on disk; only recovery can tell.</summary>
    public static SqlException Stopped(string directory, Exception cause) => new(new SqlError
    {
        State = SqlState.IoError,
        Message = $"database \"{directory}\" accepts no more writes because its log could not be flushed",
        Detail = cause.Message,
        Hint = "Open the database again to recover: every acknowledged commit is there.",
    }, cause);

    /// <summary>40001: a row was deleted or updated by a transaction that committed first.</summary>
    public static SqlException ConcurrentUpdate() => new(new SqlError
    {
        State = SqlState.SerializationFailure,
        Message = "could not serialize access due to concurrent update",
    });

    /// <summary>40001: a serializable transaction has read what another changed, which has read what a third one changed.</summary>
    public static SqlException ReadWriteDependency() => new(new SqlError
    {
        State = SqlState.SerializationFailure,
        Message = "could not serialize access due to read/write dependencies among transactions",
        Detail = "Reason code: Canceled on identification as a pivot, during commit attempt.",
        Hint = "The transaction might succeed if retried.",
    });

    /// <summary>40001: a whole chunk went away under a transaction that wrote to it.</summary>
    public static SqlException ConcurrentDrop() => new(new SqlError
    {
        State = SqlState.SerializationFailure,
        Message = "could not serialize access due to concurrent delete",
    });

    /// <summary>54000: a record grew beyond what a file can hold in one piece.</summary>
    public static SqlException TooLarge(string what) => new(new SqlError
    {
        State = SqlState.ProgramLimitExceeded,
        Message = $"{what} exceeds the maximum of 2 GB",
    });
}
