using Tidemark.Engine.Sessions.Writes;
using Tidemark.Engine.Syntax.Statements;
using Tidemark.Errors;
using Tidemark.Vectors;

namespace Tidemark.Engine.Sessions.Copy;

/// <summary>Runs a COPY: with the client through <see cref="CopyTarget"/> and <see cref="CopySource"/>, with a file of the server by itself.</summary>
internal sealed class CopyRunner(CopyStatement statement, CopyOptions options, SessionContext session) : StatementRunner(statement)
{
    private const int FileBuffer = 1 << 18;

    /// <inheritdoc />
    public override PortalKind Kind => statement.Endpoint == CopyEndpoint.File ? PortalKind.Command : statement.IsFrom ? PortalKind.CopyIn : PortalKind.CopyOut;

    /// <inheritdoc />
    public override Batch? Next(int maxRows)
    {
        if (IsDone) return null;
        if (statement.Endpoint != CopyEndpoint.File) throw StatementErrors.PortalCannotRun();
        if (statement.IsFrom) ReadFile();
        else WriteFile();
        return null;
    }

    /// <inheritdoc />
    public override CopyTarget OpenCopyIn()
    {
        session.RequireWritable("COPY FROM");
        var insert = CopyInsert.Open(statement, session);
        var names = insert.Columns.Select(c => c.Name).ToList();
        CopyTable.Forced("FORCE_NOT_NULL", options.ForceNotNull, names, insert.Table);
        CopyTable.Forced("FORCE_NULL", options.ForceNull, names, insert.Table);
        return new CopyIn(session, insert, options, Complete);
    }

    /// <inheritdoc />
    public override CopySource OpenCopyOut() => CopyOut.Open(statement, options, session, Complete);

    private void Complete(long rows)
    {
        CommandTag = $"COPY {rows}";
        IsDone = true;
    }

    private void ReadFile()
    {
        using var file = Open(FileMode.Open, FileAccess.Read);
        using var target = OpenCopyIn();
        var buffer = new byte[FileBuffer];
        while (file.Read(buffer) is > 0 and var read) target.Write(buffer.AsSpan(0, read));
        target.Complete();
    }

    private void WriteFile()
    {
        using var source = OpenCopyOut();
        using var file = Open(FileMode.Create, FileAccess.Write);
        while (source.Next() is { IsEmpty: false } rows) file.Write(rows.Span);
    }

    private FileStream Open(FileMode mode, FileAccess access)
    {
        var isRead = access == FileAccess.Read;
        if (!Path.IsPathRooted(statement.Path) && !isRead) throw new SqlException(new SqlError { State = SqlState.InvalidName, Message = "relative path not allowed for COPY to file" });
        try
        {
            return new FileStream(statement.Path!, mode, access);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            var isMissing = failure is FileNotFoundException or DirectoryNotFoundException;
            throw CopyErrors.File(statement.Path!, isRead, isMissing ? SqlState.UndefinedFile : SqlState.IoError, isMissing ? "No such file or directory" : failure.Message, failure);
        }
    }
}
