using Tidemark.Engine.Syntax.Names;

namespace Tidemark.Engine.Syntax.Statements;

/// <summary><c>CREATE SCHEMA [IF NOT EXISTS] [name] [AUTHORIZATION role] [elements]</c>; without a name it is called after the role.</summary>
internal sealed record CreateSchemaStatement(string? Name, RoleName? Owner, bool IfNotExists, SyntaxList<Statement> Elements) : Statement;

/// <summary><c>CREATE EXTENSION name [WITH] [SCHEMA ...] [VERSION ...] [CASCADE]</c>.</summary>
internal sealed record CreateExtensionStatement(string Name, bool IfNotExists) : Statement
{
    public string? Schema { get; init; }

    public string? Version { get; init; }

    public bool Cascade { get; init; }
}

/// <summary><c>ALTER EXTENSION name UPDATE [TO version]</c>.</summary>
internal sealed record AlterExtensionStatement(string Name, string? Version) : Statement;

/// <summary><c>CREATE DATABASE name [WITH] options</c>.</summary>
internal sealed record CreateDatabaseStatement(string Name, SyntaxList<Option> Options) : Statement;

/// <summary><c>ALTER DATABASE name options</c>; a tablespace is an option too.</summary>
internal sealed record AlterDatabaseStatement(string Name, SyntaxList<Option> Options) : Statement;

/// <summary><c>ALTER DATABASE name SET|RESET ...</c>.</summary>
internal sealed record AlterDatabaseSetStatement(string Name, Statement Setting) : Statement;

/// <summary><c>DROP DATABASE [IF EXISTS] name [WITH (FORCE)]</c>.</summary>
internal sealed record DropDatabaseStatement(string Name, bool IfExists, bool IsForced) : Statement;
