using Tidemark.Engine.Sessions;
using Tidemark.Errors;
using Tidemark.Server.Protocol;
using Tidemark.Types;

namespace Tidemark.Server.Results;

/// <summary>The messages to a client that are not rows.</summary>
internal static class ResponseWriter
{
    /// <summary>ReadyForQuery.</summary>
    public static void Ready(this MessageWriter writer, TransactionStatus status)
    {
        writer.Begin(BackendMessage.ReadyForQuery);
        writer.Byte((byte)status);
        writer.End();
    }

    /// <summary>ParameterStatus.</summary>
    public static void Parameter(this MessageWriter writer, string name, string value)
    {
        writer.Begin(BackendMessage.ParameterStatus);
        writer.String(name);
        writer.String(value);
        writer.End();
    }

    /// <summary>RowDescription.</summary>
    public static void RowDescription(this MessageWriter writer, IReadOnlyList<ResultColumn> columns, FormatCodes formats)
    {
        writer.Begin(BackendMessage.RowDescription);
        writer.Int16(columns.Count);
        for (var i = 0; i < columns.Count; i++)
        {
            var column = columns[i];
            writer.String(column.Name);
            writer.Int32((int)column.TableOid);
            writer.Int16(column.ColumnNumber);
            writer.Int32((int)column.Type.Oid);
            writer.Int16(column.Type.Length);
            writer.Int32(column.Type.Modifier);
            writer.Int16(formats.Code(i));
        }

        writer.End();
    }

    /// <summary>ParameterDescription.</summary>
    public static void ParameterDescription(this MessageWriter writer, IReadOnlyList<SqlType> types)
    {
        writer.Begin(BackendMessage.ParameterDescription);
        writer.Int16(types.Count);
        foreach (var type in types) writer.Int32((int)type.Oid);
        writer.End();
    }

    /// <summary>CopyInResponse or CopyOutResponse; all columns have the same format.</summary>
    public static void CopyResponse(this MessageWriter writer, BackendMessage code, bool isBinary, int columns)
    {
        writer.Begin(code);
        writer.Byte(isBinary ? (byte)1 : (byte)0);
        writer.Int16(columns);
        for (var i = 0; i < columns; i++) writer.Int16(isBinary ? 1 : 0);
        writer.End();
    }

    /// <summary>ErrorResponse.</summary>
    public static void Error(this MessageWriter writer, SqlError error) => Report(writer, BackendMessage.ErrorResponse, error);

    /// <summary>NoticeResponse.</summary>
    public static void Notice(this MessageWriter writer, SqlError notice) => Report(writer, BackendMessage.NoticeResponse, notice);

    // The field codes are those of the PostgreSQL manual, "Error and Notice Message Fields".
    private static void Report(MessageWriter writer, BackendMessage code, SqlError error)
    {
        var severity = Name(error.Severity);
        writer.Begin(code);
        Field(writer, 'S', severity);
        Field(writer, 'V', severity);
        Field(writer, 'C', error.State.Code);
        Field(writer, 'M', error.Message);
        Field(writer, 'D', error.Detail);
        Field(writer, 'H', error.Hint);
        Field(writer, 'P', error.Position?.ToString());
        Field(writer, 'W', error.Where);
        Field(writer, 's', error.Schema);
        Field(writer, 't', error.Table);
        Field(writer, 'c', error.Column);
        Field(writer, 'd', error.DataType);
        Field(writer, 'n', error.Constraint);
        writer.Byte(0);
        writer.End();
    }

    private static void Field(MessageWriter writer, char code, string? value)
    {
        if (string.IsNullOrEmpty(value)) return;
        writer.Byte((byte)code);
        writer.String(value);
    }

    private static string Name(Severity severity) => severity switch
    {
        Severity.Debug => "DEBUG",
        Severity.Info => "INFO",
        Severity.Log => "LOG",
        Severity.Notice => "NOTICE",
        Severity.Warning => "WARNING",
        Severity.Error => "ERROR",
        Severity.Fatal => "FATAL",
        Severity.Panic => "PANIC",
        _ => throw new ArgumentOutOfRangeException(nameof(severity)),
    };
}
