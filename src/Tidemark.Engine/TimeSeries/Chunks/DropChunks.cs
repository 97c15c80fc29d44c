using System.Text;
using Tidemark.Engine.Catalog;
using Tidemark.Engine.Functions;
using Tidemark.Engine.Sessions;
using Tidemark.Engine.Sessions.Commands;
using Tidemark.Engine.Sessions.Locks;
using Tidemark.Engine.Syntax;
using Tidemark.Errors;
using Tidemark.Types;
using Tidemark.Vectors;

namespace Tidemark.Engine.TimeSeries.Chunks;

/// <summary>drop_chunks: drops a hypertable's chunks within bounds, rows and all.</summary>
internal static class DropChunks
{
    /// <summary>Declares it.</summary>
    public static void Register(RoutineCatalogBuilder routines) => routines.Add(new TableFunction
    {
        Schema = "public",
        Name = "drop_chunks",
        Parameters =
        [
            new(SqlTypes.RegClass, "relation"), new(SqlTypes.Any, "older_than", "NULL"), new(SqlTypes.Any, "newer_than", "NULL"), new(SqlTypes.Bool, "verbose", "false"),
            new(SqlTypes.Any, "created_before", "NULL"), new(SqlTypes.Any, "created_after", "NULL"),
        ],
        Result = SqlTypes.Text,
        Columns = [new("drop_chunks", SqlTypes.Text)],
        IsStrict = false,
        Volatility = Volatility.Volatile,
        Invoke = Invoke,
    });

    private static IEnumerable<Batch> Invoke(TableFunctionCall call)
    {
        var (arguments, context) = (call.Arguments, call.Context);
        if (arguments[0].IsNull(0)) throw ChunkErrors.NothingToDropFrom();
        var table = Arguments.Hypertable(arguments[0], context);
        if (ChunkSelection.IsMixed(arguments[1], arguments[2], arguments[4], arguments[5])) throw ChunkErrors.MixedDropBounds(createdBefore: !arguments[4].IsNull(0));
        var selection = ChunkSelection.Read(table, arguments[1], arguments[2], arguments[4], arguments[5], context);
        if (selection.IsUnbounded) throw HypertableErrors.NoDropRange();
        var session = context.Service<SessionContext>();
        session.RequireWritable("drop_chunks()");
        Privileges.RequireHypertableOwner(table, session);
        var dropped = Drop(table, selection, Arguments.Flag(arguments[3], false), session);
        return Rows.Of(call, builder =>
        {
            foreach (var chunk in dropped) ((BytesVectorBuilder)builder).Append(Encoding.UTF8.GetBytes(QuotedName(chunk)));
        });
    }

    /// <summary>Drops a hypertable's chunks within bounds, frozen ones excepted, and gives them.</summary>
    public static IReadOnlyList<Chunk> Drop(Table table, ChunkSelection selection, bool isVerbose, SessionContext session, Func<Chunk, bool>? isChosen = null)
    {
        session.Lock(table.Oid, TableLockMode.Exclusive);
        var dropped = selection.Of(session.Catalog.ChunksOf(table.Oid)).Where(c => !c.IsFrozen).Where(isChosen ?? (static _ => true)).ToList();
        foreach (var chunk in dropped)
        {
            if (isVerbose) session.Notice(new SqlError { Severity = Severity.Info, State = SqlState.SuccessfulCompletion, Message = $"dropping chunk {chunk.QualifiedName}" });
            DropObjects.Drop(chunk, session);
        }

        return dropped;
    }

    private static string QuotedName(Chunk chunk) => $"{SyntaxPrinter.QuoteIdentifier(chunk.Schema)}.{SyntaxPrinter.QuoteIdentifier(chunk.Name)}";
}
