using Tidemark.Engine.Syntax.Definitions;
using Tidemark.Engine.Syntax.Expressions;
using Tidemark.Engine.Syntax.Lexing;
using Tidemark.Engine.Syntax.Names;
using Tidemark.Engine.Syntax.Queries;
using Tidemark.Engine.Syntax.Statements;
using Tidemark.Errors;

namespace Tidemark.Engine.Syntax.Parsing;

/// <summary>CREATE: which object, and those that are not tables, roles, types or functions.</summary>
internal sealed partial class Parser
{
    private Statement ParseCreate()
    {
        var position = Position;
        Advance();
        var orReplace = Accept(Keyword.Or, Keyword.Replace);
        var persistence = ParsePersistence();
        if (orReplace && Current.Keyword is not (Keyword.View or Keyword.Recursive or Keyword.Function or Keyword.Procedure or Keyword.Rule))
        {
            RefuseObject("CREATE", position);
            throw Unexpected();
        }
        if (persistence != Persistence.Permanent
            && Current.Keyword is not (Keyword.Table or Keyword.View or Keyword.Recursive or Keyword.Sequence or Keyword.Materialized)) throw Unexpected();
        switch (Current.Keyword)
        {
            case Keyword.Table: return ParseCreateTable(persistence, position);
            case Keyword.View or Keyword.Recursive: return ParseCreateView(orReplace, persistence, position);
            case Keyword.Materialized: return ParseCreateMaterializedView(persistence, position);
            case Keyword.Sequence: return ParseCreateSequence(persistence, position);
            case Keyword.Unique or Keyword.Index: return ParseCreateIndex(position);
            case Keyword.Schema: return ParseCreateSchema(position);
            case Keyword.Extension: return ParseCreateExtension(position);
            case Keyword.Database: return ParseCreateDatabase(position);
            case Keyword.Role or Keyword.User or Keyword.Group when !At(Keyword.User, Keyword.Mapping): return ParseCreateRole(position);
            case Keyword.Type: return ParseCreateType(position);
            case Keyword.Domain: return ParseCreateDomain(position);
            case Keyword.Function or Keyword.Procedure: return ParseCreateFunction(orReplace, position);
            case Keyword.Rule: return ParseCreateRule(position);
        }
        RefuseObject("CREATE", position);
        throw Unexpected();
    }

    private Persistence ParsePersistence()
    {
        if ((At(Keyword.Global) || At(Keyword.Local)) && Peek().Keyword is Keyword.Temp or Keyword.Temporary) Advance();
        if (Accept(Keyword.Temporary) || Accept(Keyword.Temp)) return Persistence.Temporary;
        return Accept(Keyword.Unlogged) ? Persistence.Unlogged : Persistence.Permanent;
    }

    /// <summary>Refuses the object here by name, when it is one that PostgreSQL has; else returns.</summary>
    private void RefuseObject(string verb, int position)
    {
        var (first, second) = (Current.Keyword, Peek().Keyword);
        var name = (first, second) switch
        {
            (Keyword.Trigger, _) or (Keyword.Constraint, Keyword.Trigger) => "TRIGGER",
            (Keyword.Event, Keyword.Trigger) => "EVENT TRIGGER",
            (Keyword.Foreign, Keyword.Table) => "FOREIGN TABLE",
            (Keyword.Foreign, Keyword.Data) => "FOREIGN DATA WRAPPER",
            (Keyword.User, Keyword.Mapping) => "USER MAPPING",
            (Keyword.Operator, Keyword.Class) => "OPERATOR CLASS",
            (Keyword.Operator, Keyword.Family) => "OPERATOR FAMILY",
            (Keyword.Text, Keyword.Search) => "TEXT SEARCH",
            (Keyword.Access, Keyword.Method) => "ACCESS METHOD",
            (Keyword.Large, Keyword.Object) => "LARGE OBJECT",
            (Keyword.Default, Keyword.Conversion) => "CONVERSION",
            (Keyword.Trusted or Keyword.Procedural or Keyword.Language, _) => "LANGUAGE",
            (Keyword.Policy or Keyword.Rule or Keyword.Subscription or Keyword.Publication or Keyword.Server or Keyword.Aggregate
                or Keyword.Operator or Keyword.Cast or Keyword.Collation or Keyword.Conversion or Keyword.Transform or Keyword.Statistics
                or Keyword.Tablespace or Keyword.Assertion or Keyword.Owned, _) => Keywords.Spelling(first).ToUpperInvariant(),
            _ => null,
        };
        if (name is not null) Refuse($"{verb} {name}", position);
    }

    // What a rule does is not looked at: it is refused, in words that depend on its table.
    private CreateRuleStatement ParseCreateRule(int position)
    {
        Expect(Keyword.Rule);
        var name = ParseColumnId();
        Expect(Keyword.As, Keyword.On);
        if (Current.Keyword is not (Keyword.Select or Keyword.Insert or Keyword.Update or Keyword.Delete)) throw Unexpected();
        Advance();
        Expect(Keyword.To);
        var table = ParseQualifiedName();
        for (var depth = 0; !At(TokenKind.End) && (depth > 0 || !At(TokenKind.Semicolon)); Advance())
        {
            if (At(TokenKind.LeftParenthesis)) depth++;
            else if (At(TokenKind.RightParenthesis)) depth--;
        }

        return new CreateRuleStatement(name, table) { Position = position };
    }

    private CreateViewStatement ParseCreateView(bool orReplace, Persistence persistence, int position)
    {
        var isRecursive = Accept(Keyword.Recursive);
        Expect(Keyword.View);
        var name = ParseQualifiedName();
        var columns = isRecursive ? ParseParenthesized(ParseName) : ParseOptionalNames();
        var options = ParseOptionalWithOptions();
        Expect(Keyword.As);
        var bodyPosition = Position;
        var query = ParseQuery();
        var check = ParseCheckOption();
        if (isRecursive) query = MakeRecursive(name, columns, query, bodyPosition);
        return new CreateViewStatement(name, columns, query)
        {
            Position = position,
            OrReplace = orReplace,
            Persistence = persistence,
            Options = options,
            CheckOption = check,
        };
    }

    /// <summary>A recursive view is the select of a recursive WITH of its own name, as the standard says.</summary>
    private static SelectQuery MakeRecursive(QualifiedName name, SyntaxList<Name> columns, QueryExpression query, int position)
    {
        var table = new CommonTableExpression(name.Object, columns, null, new SelectStatement(query) { Position = position });
        var items = new SelectItem[columns.Count];
        for (var i = 0; i < items.Length; i++) items[i] = new SelectItem(new ColumnReference([columns[i].Text]), null);
        return new SelectQuery(new SyntaxList<SelectItem>(items))
        {
            With = new WithClause(IsRecursive: true, [table]),
            From = [new TableReference(new QualifiedName([name.Object]))],
        };
    }

    private ViewCheckOption ParseCheckOption()
    {
        if (!Accept(Keyword.With)) return ViewCheckOption.None;
        var isLocal = Accept(Keyword.Local);
        if (!isLocal) Accept(Keyword.Cascaded);
        Expect(Keyword.Check, Keyword.Option);
        return isLocal ? ViewCheckOption.Local : ViewCheckOption.Cascaded;
    }

    private CreateMaterializedViewStatement ParseCreateMaterializedView(Persistence persistence, int position)
    {
        if (persistence == Persistence.Temporary) throw Unexpected();
        Expect(Keyword.Materialized, Keyword.View);
        var ifNotExists = ParseIfNotExists();
        var name = ParseQualifiedName();
        var columns = ParseOptionalNames();
        var (method, options, tablespace) = (ParseAccessMethod(), ParseOptionalWithOptions(), ParseTablespace());
        Expect(Keyword.As);
        return new CreateMaterializedViewStatement(name, columns, ParseQuery())
        {
            Position = position,
            IfNotExists = ifNotExists,
            Persistence = persistence,
            AccessMethod = method,
            Options = options,
            Tablespace = tablespace,
            WithData = ParseWithData(),
        };
    }

    private RefreshMaterializedViewStatement ParseRefresh()
    {
        var position = Position;
        Advance();
        Expect(Keyword.Materialized, Keyword.View);
        var isConcurrent = Accept(Keyword.Concurrently);
        return new RefreshMaterializedViewStatement(ParseQualifiedName(), isConcurrent, ParseWithData()) { Position = position };
    }

    private CreateSequenceStatement ParseCreateSequence(Persistence persistence, int position)
    {
        Expect(Keyword.Sequence);
        var ifNotExists = ParseIfNotExists();
        return new CreateSequenceStatement(ParseQualifiedName(), ParseSequenceOptions())
        {
            Position = position,
            IfNotExists = ifNotExists,
            Persistence = persistence,
        };
    }

    private CreateIndexStatement ParseCreateIndex(int position)
    {
        var isUnique = Accept(Keyword.Unique);
        Expect(Keyword.Index);
        var isConcurrent = Accept(Keyword.Concurrently);
        var ifNotExists = ParseIfNotExists();
        var name = ifNotExists || !At(Keyword.On) ? ParseColumnId() : null;
        ExpectOnly(Keyword.On);
        var table = ParseTableReference();
        var method = ParseAccessMethod();
        return new CreateIndexStatement(name, table.Name, ParseParenthesized(ParseIndexElement))
        {
            Position = position,
            IsUnique = isUnique,
            IsConcurrent = isConcurrent,
            IfNotExists = ifNotExists,
            IsOnly = table.IsOnly,
            Method = method,
            Include = Accept(Keyword.Include) ? ParseParenthesized(ParseIndexElement) : [],
            NullsNotDistinct = ParseNullsNotDistinct(),
            Options = ParseOptionalWithOptions(),
            Tablespace = ParseTablespace(),
            Where = Accept(Keyword.Where) ? ParseExpression() : null,
        };
    }

    private CreateSchemaStatement ParseCreateSchema(int position)
    {
        Expect(Keyword.Schema);
        var ifNotExists = ParseIfNotExists();
        var name = At(Keyword.Authorization) ? null : ParseColumnId();
        var owner = Accept(Keyword.Authorization) ? ParseRole() : null;
        var elements = new List<Statement>();
        while (Current.Keyword is Keyword.Create or Keyword.Grant)
        {
            if (ifNotExists) throw QueryErrors.NotImplemented("CREATE SCHEMA IF NOT EXISTS cannot include schema elements", Position);
            elements.Add(ParseStatement());
        }
        return new CreateSchemaStatement(name, owner, ifNotExists, ToList(elements)) { Position = position };
    }

    private CreateExtensionStatement ParseCreateExtension(int position)
    {
        Expect(Keyword.Extension);
        var ifNotExists = ParseIfNotExists();
        var statement = new CreateExtensionStatement(ParseColumnId(), ifNotExists) { Position = position };
        Accept(Keyword.With);
        while (true)
        {
            if (Accept(Keyword.Schema)) statement = statement with { Schema = ParseColumnId() };
            else if (Accept(Keyword.Version)) statement = statement with { Version = ParseStringOrWord() };
            else if (Accept(Keyword.Cascade)) statement = statement with { Cascade = true };
            else return statement;
        }
    }

    private CreateDatabaseStatement ParseCreateDatabase(int position)
    {
        Expect(Keyword.Database);
        var name = ParseColumnId();
        Accept(Keyword.With);
        return new CreateDatabaseStatement(name, ParseDatabaseOptions()) { Position = position };
    }

    private SyntaxList<Option> ParseDatabaseOptions()
    {
        var options = new List<Option>();
        while (At(TokenKind.Identifier) && (Current.Keyword is Keyword.NotKeyword or Keyword.Connection or Keyword.Encoding or Keyword.Location
            or Keyword.Owner or Keyword.Tablespace or Keyword.Template)) options.Add(ParseDatabaseOption());
        return ToList(options);
    }

    private Option ParseDatabaseOption()
    {
        var position = Position;
        var name = "connection_limit";
        if (Accept(Keyword.Connection)) Expect(Keyword.Limit);
        else name = ParseColumnId();
        Accept(TokenKind.Equals);
        if (Accept(Keyword.Default)) return new Option(null, name, null) { Position = position };
        return new Option(null, name, ParseUtilityValue() ?? throw Unexpected()) { Position = position };
    }
}
