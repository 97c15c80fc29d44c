using Tidemark.Engine.Syntax.Definitions;
using Tidemark.Engine.Syntax.Lexing;
using Tidemark.Engine.Syntax.Names;
using Tidemark.Engine.Syntax.Statements;

namespace Tidemark.Engine.Syntax.Parsing;

/// <summary>ALTER: which object; and what all have in common: renaming, owners, schemas.</summary>
internal sealed partial class Parser
{
    private Statement ParseAlter()
    {
        var position = Position;
        Advance();
        switch (Current.Keyword)
        {
            case Keyword.Table or Keyword.Index or Keyword.View or Keyword.Materialized or Keyword.Sequence: return ParseAlterRelation(position);
            case Keyword.Role or Keyword.User or Keyword.Group when !At(Keyword.User, Keyword.Mapping): return ParseAlterRole(position);
            case Keyword.Type: return ParseAlterType(position);
            case Keyword.Domain: return ParseAlterDomain(position);
            case Keyword.Database: return ParseAlterDatabase(position);
            case Keyword.Extension: return ParseAlterExtension(position);
            case Keyword.Default: return ParseAlterDefaultPrivileges(position);
            case Keyword.Function or Keyword.Procedure or Keyword.Routine: return ParseAlterFunction(position);
            case Keyword.Schema:
                Advance();
                return ParseRenameOwnerOrSchema(ObjectKind.Schema, ParseSingleName(), position) ?? throw Unexpected();
            case Keyword.System:
                Advance();
                if (!At(Keyword.Set) && !At(Keyword.Reset)) throw Unexpected();
                return new AlterSystemStatement(ParseSetOrReset()) { Position = position };
        }
        RefuseObject("ALTER", position);
        throw Unexpected();
    }

    /// <summary>RENAME TO, OWNER TO or SET SCHEMA; null, and nothing taken, when there is none of these.</summary>
    private Statement? ParseRenameOwnerOrSchema(ObjectKind kind, QualifiedName name, int position, FunctionSignature? function = null)
    {
        if (Accept(Keyword.Rename, Keyword.To))
            return new RenameStatement(kind, kind, name, null, ParseColumnId()) { Position = position, Function = function };
        if (Accept(Keyword.Owner, Keyword.To)) return new ChangeOwnerStatement(kind, name, ParseRole()) { Position = position, Function = function };
        if (kind is not (ObjectKind.Schema or ObjectKind.Database) && Accept(Keyword.Set, Keyword.Schema))
            return new SetSchemaStatement(kind, name, ParseColumnId()) { Position = position, Function = function };
        return null;
    }

    private Statement ParseAlterFunction(int position)
    {
        var kind = ParseRoutineKind();
        var function = ParseSignature();
        if (ParseRenameOwnerOrSchema(kind, function.Name, position, function) is { } statement) return statement;
        if (At(Keyword.Depends) || At(Keyword.No)) Refuse("ALTER FUNCTION ... DEPENDS ON EXTENSION", position);
        var options = new List<Option>();
        var settings = new List<Statement>();
        while (true)
        {
            if (At(Keyword.Set) || At(Keyword.Reset)) settings.Add(ParseSetOrReset());
            else if (ParseFunctionOption() is { } option) options.Add(option);
            else break;
        }

        if (options.Count == 0 && settings.Count == 0) throw Unexpected();
        Accept(Keyword.Restrict);
        return new AlterFunctionStatement(kind, function) { Position = position, Options = ToList(options), Settings = ToList(settings) };
    }

    private Statement ParseAlterDatabase(int position)
    {
        Advance();
        var name = ParseSingleName();
        if (ParseRenameOwnerOrSchema(ObjectKind.Database, name, position) is { } statement) return statement;
        if (At(Keyword.Refresh)) Refuse("ALTER DATABASE ... REFRESH COLLATION VERSION", position);
        if (At(Keyword.Set, Keyword.Tablespace))
        {
            var here = Position;
            Advance();
            Advance();
            return new AlterDatabaseStatement(name.Object, [WordOption("tablespace", ParseColumnId(), here)]) { Position = position };
        }
        if (At(Keyword.Set) || At(Keyword.Reset)) return new AlterDatabaseSetStatement(name.Object, ParseSetOrReset()) { Position = position };
        Accept(Keyword.With);
        return new AlterDatabaseStatement(name.Object, ParseDatabaseOptions()) { Position = position };
    }

    private Statement ParseAlterExtension(int position)
    {
        Advance();
        var name = ParseSingleName();
        if (Accept(Keyword.Update))
            return new AlterExtensionStatement(name.Object, Accept(Keyword.To) ? ParseStringOrWord() : null) { Position = position };
        if (Accept(Keyword.Set, Keyword.Schema))
            return new SetSchemaStatement(ObjectKind.Extension, name, ParseColumnId()) { Position = position };
        if (At(Keyword.Add) || At(Keyword.Drop)) Refuse("changing the members of an extension", position);
        throw Unexpected();
    }
}
