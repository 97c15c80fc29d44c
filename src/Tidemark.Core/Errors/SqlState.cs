namespace Tidemark.Errors;

/// <summary>
/// A five-character SQLSTATE code, as PostgreSQL's manual lists them in appendix A.
/// The named constants are the codes that Tidemark raises.
/// </summary>
/// <param name="Code">Five characters, digits and capital letters.</param>
public readonly record struct SqlState(string Code)
{
    /// <summary>The first two characters: the class of the condition.</summary>
    public string Class => Code[..2];

    /// <inheritdoc />
    public override string ToString() => Code;

#pragma warning disable CS1591 // Each name is the condition name of PostgreSQL's appendix A: it says all there is to say.
    public static readonly SqlState SuccessfulCompletion = new("00000");
    public static readonly SqlState Warning = new("01000");
    public static readonly SqlState ProtocolViolation = new("08P01");
    public static readonly SqlState FeatureNotSupported = new("0A000");
    public static readonly SqlState StackedDiagnosticsAccessedWithoutActiveHandler = new("0Z002");
    public static readonly SqlState InvalidGrantOperation = new("0LP01");
    public static readonly SqlState WarningPrivilegeNotRevoked = new("01006");
    public static readonly SqlState WarningPrivilegeNotGranted = new("01007");
    public static readonly SqlState CardinalityViolation = new("21000");
    public static readonly SqlState DataException = new("22000");
    public static readonly SqlState StringDataRightTruncation = new("22001");
    public static readonly SqlState NumericValueOutOfRange = new("22003");
    public static readonly SqlState NullValueNotAllowed = new("22004");
    public static readonly SqlState InvalidDatetimeFormat = new("22007");
    public static readonly SqlState DatetimeFieldOverflow = new("22008");
    public static readonly SqlState InvalidTimeZoneDisplacementValue = new("22009");
    public static readonly SqlState DivisionByZero = new("22012");
    public static readonly SqlState InvalidPrecedingOrFollowingSize = new("22013");
    public static readonly SqlState InvalidArgumentForNtile = new("22014");
    public static readonly SqlState IntervalFieldOverflow = new("22015");
    public static readonly SqlState InvalidArgumentForNthValue = new("22016");
    public static readonly SqlState InvalidArgumentForWidthBucket = new("2201G");
    public static readonly SqlState InvalidArgumentForLogarithm = new("2201E");
    public static readonly SqlState InvalidArgumentForPowerFunction = new("2201F");
    public static readonly SqlState InvalidRowCountInLimitClause = new("2201W");
    public static readonly SqlState InvalidRowCountInResultOffsetClause = new("2201X");
    public static readonly SqlState InvalidRegularExpression = new("2201B");
    public static readonly SqlState CharacterNotInRepertoire = new("22021");
    public static readonly SqlState InvalidParameterValue = new("22023");
    public static readonly SqlState InvalidEscapeSequence = new("22025");
    public static readonly SqlState ArraySubscriptError = new("2202E");
    public static readonly SqlState InvalidTextRepresentation = new("22P02");
    public static readonly SqlState InvalidBinaryRepresentation = new("22P03");
    public static readonly SqlState BadCopyFileFormat = new("22P04");
    public static readonly SqlState UntranslatableCharacter = new("22P05");
    public static readonly SqlState NotNullViolation = new("23502");
    public static readonly SqlState ForeignKeyViolation = new("23503");
    public static readonly SqlState UniqueViolation = new("23505");
    public static readonly SqlState CheckViolation = new("23514");
    public static readonly SqlState ActiveSqlTransaction = new("25001");
    public static readonly SqlState ReadOnlySqlTransaction = new("25006");
    public static readonly SqlState NoActiveSqlTransaction = new("25P01");
    public static readonly SqlState InFailedSqlTransaction = new("25P02");
    public static readonly SqlState IdleInTransactionSessionTimeout = new("25P03");
    public static readonly SqlState InvalidSqlStatementName = new("26000");
    public static readonly SqlState InvalidAuthorizationSpecification = new("28000");
    public static readonly SqlState InvalidPassword = new("28P01");
    public static readonly SqlState DependentObjectsStillExist = new("2BP01");
    public static readonly SqlState InvalidCursorName = new("34000");
    public static readonly SqlState SavepointException = new("3B001");
    public static readonly SqlState InvalidCatalogName = new("3D000");
    public static readonly SqlState InvalidSchemaName = new("3F000");
    public static readonly SqlState SerializationFailure = new("40001");
    public static readonly SqlState DeadlockDetected = new("40P01");
    public static readonly SqlState InsufficientPrivilege = new("42501");
    public static readonly SqlState SyntaxError = new("42601");
    public static readonly SqlState InvalidName = new("42602");
    public static readonly SqlState InvalidColumnDefinition = new("42611");
    public static readonly SqlState DuplicateColumn = new("42701");
    public static readonly SqlState AmbiguousColumn = new("42702");
    public static readonly SqlState UndefinedColumn = new("42703");
    public static readonly SqlState UndefinedObject = new("42704");
    public static readonly SqlState DuplicateObject = new("42710");
    public static readonly SqlState DuplicateAlias = new("42712");
    public static readonly SqlState DuplicateFunction = new("42723");
    public static readonly SqlState AmbiguousFunction = new("42725");
    public static readonly SqlState GroupingError = new("42803");
    public static readonly SqlState DatatypeMismatch = new("42804");
    public static readonly SqlState WrongObjectType = new("42809");
    public static readonly SqlState InvalidForeignKey = new("42830");
    public static readonly SqlState CannotCoerce = new("42846");
    public static readonly SqlState UndefinedFunction = new("42883");
    public static readonly SqlState GeneratedAlways = new("428C9");
    public static readonly SqlState ReservedName = new("42939");
    public static readonly SqlState UndefinedTable = new("42P01");
    public static readonly SqlState UndefinedParameter = new("42P02");
    public static readonly SqlState DuplicateCursor = new("42P03");
    public static readonly SqlState DuplicateDatabase = new("42P04");
    public static readonly SqlState DuplicatePreparedStatement = new("42P05");
    public static readonly SqlState DuplicateSchema = new("42P06");
    public static readonly SqlState DuplicateTable = new("42P07");
    public static readonly SqlState AmbiguousParameter = new("42P08");
    public static readonly SqlState AmbiguousAlias = new("42P09");
    public static readonly SqlState InvalidColumnReference = new("42P10");
    public static readonly SqlState InvalidCursorDefinition = new("42P11");
    public static readonly SqlState InvalidFunctionDefinition = new("42P13");
    public static readonly SqlState InvalidSchemaDefinition = new("42P15");
    public static readonly SqlState InvalidTableDefinition = new("42P16");
    public static readonly SqlState InvalidObjectDefinition = new("42P17");
    public static readonly SqlState IndeterminateDatatype = new("42P18");
    public static readonly SqlState InvalidRecursion = new("42P19");
    public static readonly SqlState WindowingError = new("42P20");
    public static readonly SqlState WithCheckOptionViolation = new("44000");
    public static readonly SqlState DiskFull = new("53100");
    public static readonly SqlState OutOfMemory = new("53200");
    public static readonly SqlState ConfigurationLimitExceeded = new("53400");
    public static readonly SqlState TooManyConnections = new("53300");
    public static readonly SqlState ProgramLimitExceeded = new("54000");
    public static readonly SqlState StatementTooComplex = new("54001");
    public static readonly SqlState TooManyColumns = new("54011");
    public static readonly SqlState TooManyArguments = new("54023");
    public static readonly SqlState ObjectNotInPrerequisiteState = new("55000");
    public static readonly SqlState ObjectInUse = new("55006");
    public static readonly SqlState CantChangeRuntimeParam = new("55P02");
    public static readonly SqlState LockNotAvailable = new("55P03");
    public static readonly SqlState QueryCanceled = new("57014");
    public static readonly SqlState AdminShutdown = new("57P01");
    public static readonly SqlState IdleSessionTimeout = new("57P05");
    public static readonly SqlState CannotConnectNow = new("57P03");
    public static readonly SqlState IoError = new("58030");
    public static readonly SqlState UndefinedFile = new("58P01");
    public static readonly SqlState HypertableNotExist = new("TS001");
    public static readonly SqlState HypertableExists = new("TS110");
    public static readonly SqlState RaiseException = new("P0001");
    public static readonly SqlState InternalError = new("XX000");
    public static readonly SqlState DataCorrupted = new("XX001");
#pragma warning restore CS1591
}
