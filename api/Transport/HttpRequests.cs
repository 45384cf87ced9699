using System.Text.Json;
using GraphQL;
using GraphQL.Transport;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;

namespace ActiveLabel.Api.Transport;

/// <summary>Reads GraphQL requests out of HTTP requests.</summary>
public sealed class HttpRequests(IGraphQLSerializer serializer, IGraphQLTextSerializer texts, TransportLimits limits)
{
    /// <exception cref="RefusalError">There is no request in it that can be read.</exception>
    public async Task<GraphQLRequest> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        try
        {
            return HttpMethods.IsGet(request.Method)
                ? ReadQuery(request) : await ReadBodyAsync(request, cancellationToken);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or FormatException)
        {
            throw new RefusalError(RefusalError.BadRequest, "The request is no GraphQL request in JSON.");
        }
        catch (BadHttpRequestException exception) when (exception.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            throw TooLarge();
        }
    }

    /// <returns>Whether the body says that it is JSON in UTF-8.</returns>
    public static bool IsJson(HttpRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
            && type.MediaType.Equals(AcceptedType.Json, StringComparison.OrdinalIgnoreCase)
            && (!type.Charset.HasValue || type.Charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase));
    }

    private GraphQLRequest ReadQuery(HttpRequest request) => new()
    {
        Query = One(request, "query"),
        DocumentId = One(request, "documentId"),
        OperationName = One(request, "operationName"),
        Variables = One(request, "variables") is { } variables ? texts.Deserialize<Inputs>(variables) : null,
        Extensions = One(request, "extensions") is { } extensions ? texts.Deserialize<Inputs>(extensions) : null,
    };

    private static string? One(HttpRequest request, string name)
        => request.Query.TryGetValue(name, out var values) ? values[^1] : null;

    private async Task<GraphQLRequest> ReadBodyAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (request.ContentLength > limits.RequestBytesMax)
            throw TooLarge();
        if (request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
            size.MaxRequestBodySize = limits.RequestBytesMax;
        return await serializer.ReadAsync<GraphQLRequest>(request.Body, cancellationToken)
            ?? throw new RefusalError(RefusalError.BadRequest, "The request is empty.");
    }

    private RefusalError TooLarge()
        => new(RefusalError.RequestTooLarge, $"A request has at most {limits.RequestBytesMax} bytes.");
}
