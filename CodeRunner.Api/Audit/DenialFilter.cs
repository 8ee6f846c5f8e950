namespace CodeRunner.Api.Audit;

/// <summary>Writes down what an endpoint denied in its transaction, when that has ended and before the answer goes out.</summary>
internal sealed class DenialFilter : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var result = await next(context);
        await context.HttpContext.RequestServices.GetRequiredService<AuditTrail>().WriteDeniedAsync(context.HttpContext.RequestAborted);
        return result;
    }
}
