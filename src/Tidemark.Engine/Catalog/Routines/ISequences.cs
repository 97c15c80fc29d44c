using Tidemark.Storage;

namespace Tidemark.Engine.Catalog;

/// <summary>The sequences of a session, a service of <see cref="FunctionContext.Service{T}"/>.</summary>
internal interface ISequences
{
    /// <summary>The next value.</summary>
    long Next(Sequence sequence);

    /// <summary>The value that this session got last from the sequence; 55000 where it got none.</summary>
    long Current(Sequence sequence);

    /// <summary>The value that this session got last from any sequence; 55000 where it got none.</summary>
    long Last();

    /// <summary>Sets the value given out last, or the one that comes next.</summary>
    void Set(Sequence sequence, long value, bool isCalled);

    /// <summary>The value given out last, or the one that comes next when there was none; how many values are reserved ahead.</summary>
    (long Value, long Reserved, bool IsCalled) Stand(Sequence sequence);
}

/// <summary>How much storage objects take, a service of <see cref="FunctionContext.Service{T}"/>.</summary>
internal interface IStorageSizes
{
    /// <summary>Bytes on disk of a storage chunk, its tail in memory included.</summary>
    long SizeOf(long storageId);

    /// <summary>What a storage chunk consists of; null when there is none of this id.</summary>
    ChunkFigures? FiguresOf(long storageId);
}
