using Tidemark.Engine.Planning;
using Tidemark.Errors;

namespace Tidemark.Engine.Execution;

/// <summary>Opens streams over plan nodes.</summary>
internal static class Operators
{
    /// <summary>A stream over a node and all below it.</summary>
    public static BatchStream Open(PlanNode node, QueryContext context)
    {
        var stream = OpenUnmeasured(node, context);
        return Measured(stream, node, context);
    }

    /// <summary>
    /// Streams that share the rows of a node between workers, each row coming out of one of them, in no order; one stream where sharing is not worth it, null where the node cannot be shared.
    /// The streams may be used by different threads at the same time, and some may never be used, but each must be disposed.
    /// </summary>
    public static BatchStream[]? TryOpenParallel(PlanNode node, QueryContext context)
    {
        if (context.Parallelism <= 1) return null;
        var streams = node switch
        {
            SeqScanNode scan => ScanStream.OpenParallel(scan, context),
            FilterNode filter when ParallelSafety.IsSafe(filter.Conditions) => TryWrap(filter.Input, context, input => new FilterStream(filter, input, context)),
            ProjectNode project when ParallelSafety.IsSafe(project.Expressions) => TryWrap(project.Input, context, input => new ProjectStream(project, input, context)),
            HashJoinNode join => HashJoinStream.TryOpenParallel(join, context),
            WindowNode window => WindowStream.TryOpenParallel(window, context),
            AppendNode append => AppendStream.TryOpenParallel(append, context),
            _ => null,
        };

        if (streams is not null && context.Profile is not null)
        {
            for (var i = 0; i < streams.Length; i++) streams[i] = Measured(streams[i], node, context);
        }

        return streams;
    }

    private static BatchStream[]? TryWrap(PlanNode input, QueryContext context, Func<BatchStream, BatchStream> wrap)
    {
        if (TryOpenParallel(input, context) is not { } inputs) return null;
        var streams = new BatchStream[inputs.Length];
        for (var i = 0; i < streams.Length; i++) streams[i] = wrap(inputs[i]);
        return streams;
    }

    private static BatchStream Measured(BatchStream stream, PlanNode node, QueryContext context)
    {
        if (context.Profile?.Of(node) is not { } profile) return stream;
        profile.Opened();
        return new ProfiledStream(stream, profile);
    }

    private static BatchStream OpenUnmeasured(PlanNode node, QueryContext context) => node switch
    {
        SeqScanNode n => ScanStream.Open(n, context),
        OrderedScanNode n => new OrderedScanStream(n, context),
        VirtualScanNode n => new VirtualScanStream(n, context),
        FunctionScanNode n => new FunctionScanStream(n, context),
        ValuesNode n => new ValuesStream(n, context),
        EmptyNode => new EmptyStream(),
        FilterNode n => new FilterStream(n, Open(n.Input, context), context),
        ProjectNode n => new ProjectStream(n, Open(n.Input, context), context),
        ProjectSetNode n => new ProjectSetStream(n, Open(n.Input, context), context),
        AggregateNode { IsOrdered: true } n => new GroupAggregateStream(n, context),
        AggregateNode n => new AggregateStream(n, context),
        FirstPerGroupNode n => new FirstPerGroupStream(n, context),
        GapFillNode n => new GapFillStream(n, Open(n.Input, context), context),
        SortNode n => new SortStream(n, context),
        TopNNode n => LateTopNStream.TryOpen(n, context) ?? new TopNStream(n, context),
        LimitNode n => new LimitStream(n, context),
        DistinctNode n => new DistinctStream(n, Open(n.Input, context), context),
        AppendNode n => new AppendStream(n, context),
        SetOperationNode n => new SetOperationStream(n, context),
        WindowNode n => WindowStream.Open(n, context),
        HashJoinNode n => HashJoinStream.Open(n, context),
        MergeJoinNode n => new MergeJoinStream(n, context),
        AsofJoinNode n => new AsofJoinStream(n, context),
        NestedLoopNode n => NestedLoopStream.Open(n, context),
        WithNode n => WithStream.Open(n, context),
        CommonTableScanNode n => new CommonTableStream(n, context),
        InsertNode n => new InsertStream(n, ModificationStream.ContextOf(n.Source, context)),
        UpdateNode n => new UpdateStream(n, ModificationStream.ContextOf(n.Source, context)),
        MergeNode n => new MergeStream(n, ModificationStream.ContextOf(n.Source, context)),
        DeleteNode n => new DeleteStream(n, ModificationStream.ContextOf(n.Source, context)),
        LockRowsNode n => new LockRowsStream(n, context),
        _ => throw InternalErrors.Unexpected($"no operator carries out {node.GetType().Name}"),
    };
}
