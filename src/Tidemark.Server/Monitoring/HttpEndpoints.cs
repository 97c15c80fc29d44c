namespace Tidemark.Server.Monitoring;

/// <summary>
/// The pages for those who watch the server: /health (the process lives), /ready (it takes clients) and /metrics. Three paths need no routing, which costs time at the start.
/// </summary>
internal sealed class HttpEndpoints(Func<bool> isReady, PrometheusText metrics)
{
    public Task HandleAsync(HttpContext context) => (context.Request.Method, context.Request.Path.Value) switch
    {
        (not ("GET" or "HEAD"), _) => AnswerAsync(context, StatusCodes.Status405MethodNotAllowed, "only GET\n"),
        (_, "/health") => AnswerAsync(context, StatusCodes.Status200OK, "healthy\n"),
        (_, "/ready") when isReady() => AnswerAsync(context, StatusCodes.Status200OK, "ready\n"),
        (_, "/ready") => AnswerAsync(context, StatusCodes.Status503ServiceUnavailable, "not ready\n"),
        (_, "/metrics") => AnswerAsync(context, StatusCodes.Status200OK, metrics.Write(), PrometheusText.ContentType),
        _ => AnswerAsync(context, StatusCodes.Status404NotFound, "there are /health, /ready and /metrics\n"),
    };

    private static Task AnswerAsync(HttpContext context, int status, string text, string contentType = "text/plain; charset=utf-8")
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = contentType;
        context.Response.Headers.CacheControl = "no-store";
        return context.Response.WriteAsync(text);
    }
}
