using System.Collections.Immutable;
using Tidemark.Engine.Binding;
using Tidemark.Engine.Catalog;
using Tidemark.Engine.Execution;
using Tidemark.Engine.Planning;
using Tidemark.Engine.Sessions.Analysis;
using Tidemark.Engine.Sessions.Copy;
using Tidemark.Engine.Sessions.ForeignKeys;
using Tidemark.Engine.Syntax;
using Tidemark.Engine.Syntax.Expressions;
using Tidemark.Engine.Syntax.Statements;
using Tidemark.Errors;
using Tidemark.Vectors;

namespace Tidemark.Engine.Sessions.Writes;

/// <summary>
/// Inserts batches that COPY has parsed, by the plan of <c>INSERT INTO table (columns) SELECT columns FROM the rows</c>: defaults, generated columns, conversions and
/// constraints are those of INSERT because they are INSERT's.
/// </summary>
internal sealed class CopyInsert
{
    private const string InputSchema = "pg_temp";
    private const string InputName = "copy rows";

    private readonly SessionContext _session;
    private readonly Plan _plan;
    private readonly ReferenceQueue _references;
    private readonly TransactionWriter _writer;
    private Batch _rows = new();

    private CopyInsert(SessionContext session, Table table, SchemaObject target, List<Column> columns, Expression? where)
    {
        _session = session;
        _references = new ReferenceQueue(session);
        _writer = new TransactionWriter(session, _references);
        Table = table;
        Columns = columns;
        var list = string.Join(", ", columns.Select(c => SyntaxPrinter.QuoteIdentifier(c.Name)));
        var text = $"INSERT INTO {SyntaxPrinter.QuoteIdentifier(target.Schema)}.{SyntaxPrinter.QuoteIdentifier(target.Name)} ({list}) OVERRIDING SYSTEM VALUE SELECT {list} FROM {InputSchema}.{SyntaxPrinter.QuoteIdentifier(InputName)}";
        var binder = new Binder(Binders.ContextOf(session, new VirtualTables([Input()]), ParameterTypes.None));
        var insert = (BoundInsert)binder.BindStatement(SqlParser.Parse(text)[0].Statement);
        _plan = Plans.Make(where is null ? insert : Filtered(insert, where, binder), session);
    }

    /// <summary>The table that gets the rows.</summary>
    public Table Table { get; }

    /// <summary>The columns of the batches, in order.</summary>
    public IReadOnlyList<Column> Columns { get; }

    /// <summary>The row of the last batch that could not be inserted; null when all could.</summary>
    public int? FailedRow { get; private set; }

    /// <summary>How many rows the last batch brought: those that WHERE let through.</summary>
    public long Inserted { get; private set; }

    /// <summary>Gets ready to insert what a statement names.</summary>
    public static CopyInsert Open(CopyStatement statement, SessionContext session)
    {
        var relation = session.GetRelation(statement.Table! with { Position = 0 });
        Privileges.Require(relation, 'a', session);
        var table = relation switch
        {
            Table t => t,
            Chunk chunk => session.Catalog.Find<Table>(chunk.TableOid)!,
            View => throw new SqlException(new SqlError { State = SqlState.WrongObjectType, Message = $"cannot copy to view \"{relation.Name}\"", Hint = "To enable copying to a view, provide an INSTEAD OF INSERT trigger." }),
            _ => throw new SqlException(new SqlError { State = SqlState.WrongObjectType, Message = $"cannot copy to non-table relation \"{relation.Name}\"" }),
        };
        return new CopyInsert(session, table, relation, CopyTable.Columns(table, statement.Columns), statement.Where);
    }

    /// <summary>Inserts a batch with one column for each of <see cref="Columns"/>; the values are copied.</summary>
    public void Insert(Batch rows)
    {
        FailedRow = null;
        var before = _session.Transaction.State;
        try
        {
            Run(rows, _writer);
        }
        catch (SqlException) when (rows.Length > 1)
        {
            // Which row it was is found out row by row: the statement is lost anyway, and its user should know where to look.
            _session.Transaction.Restore(before);
            FindFailure(rows);
            throw;
        }
        catch (SqlException)
        {
            FailedRow = 0;
            throw;
        }
    }

    /// <summary>All rows are inserted: does what foreign keys ask for.</summary>
    public void Complete() => _references.Complete();

    private void FindFailure(Batch rows)
    {
        var writer = new TransactionWriter(_session, _references);
        for (var row = 0; row < rows.Length; row++)
        {
            var columns = new Vector[rows.ColumnCount];
            for (var i = 0; i < columns.Length; i++) columns[i] = rows.Column(i).Slice(row, 1);
            FailedRow = row;
            // The first writer remembers what was taken back.
            Run(new Batch(columns, 1), writer);
        }

        FailedRow = null;
    }

    private void Run(Batch rows, TransactionWriter writer)
    {
        _rows = rows;
        using var stream = Operators.Open(_plan.Root, Plans.Context(_session, [], writer));
        while (stream.Next() is not null)
        {
        }

        Inserted = ((ModificationStream)stream).RowsAffected;
    }

    // WHERE sees rows with their defaults, before constraints do.
    private static BoundInsert Filtered(BoundInsert insert, Expression where, Binder binder)
    {
        var live = insert.Table.LiveColumns.ToList();
        var columns = insert.Source.Output.Select((c, i) => c with { Name = live[i].Name }).ToImmutableArray();
        var condition = binder.Coercion.ToBoolean(binder.BindExpression(where, insert.Table.Name, columns, ExpressionKind.CopyWhere), "WHERE");
        ExpressionTree.Any(condition, e => e is BoundColumn column && live[columns.Index().First(c => c.Item.Id == column.Id).Index] is { GeneratedSql: not null } generated
            ? throw CopyErrors.GeneratedInWhere(generated.Name)
            : false);
        return insert with { Source = new Filter(insert.Source, condition) };
    }

    private VirtualTable Input() => new()
    {
        Oid = uint.MaxValue,
        Schema = InputSchema,
        Name = InputName,
        Columns = [.. Columns.Select(c => new TableFunctionColumn(c.Name, Coercion.BaseOf(c.Type)))],
        Fill = (_, builders) =>
        {
            for (var i = 0; i < builders.Length; i++) builders[i].AppendRange(_rows.Column(i), 0, _rows.Length);
        },
    };
}
