using System.Text.Json;
using GraphQL;
using GraphQL.Transport;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;

namespace ActiveLabel.Api.Transport;

/// <summary>Reads GraphQL requests out of HTTP requests.</summary>
public sealed class HttpRequests(IGraphQLSerializer serializer, IGraphQLTextSerializer texts, TransportLimits limits)
{
    /// <returns>One request.</returns>
    /// <exception cref="RefusalError">There is no request in it that can be read, or a batch.</exception>
    public async Task<GraphQLRequest> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
        => await ReadAllAsync(request, cancellationToken) is { IsBatch: false, Requests: [var only] }
            ? only
            : throw new RefusalError(RefusalError.BadRequest, "Send one request at a time here.");

    /// <returns>One request, or those of a batch.</returns>
    /// <exception cref="RefusalError">There is no request in it that can be read.</exception>
    public async Task<(IReadOnlyList<GraphQLRequest> Requests, bool IsBatch)> ReadAllAsync(
        HttpRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        try
        {
            return HttpMethods.IsGet(request.Method)
                ? ([ReadQuery(request)], false)
                : await ReadBodyAsync(request, cancellationToken);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or FormatException)
        {
            throw new RefusalError(
                RefusalError.BadRequest,
                "The request is no GraphQL request in JSON: send one object with 'query' or 'documentId'"
                    + (limits.BatchMax == 0 ? "; batches are not taken." : ", or a list of them."));
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

    private async Task<(IReadOnlyList<GraphQLRequest>, bool)> ReadBodyAsync(
        HttpRequest request, CancellationToken cancellationToken)
    {
        if (request.ContentLength > limits.RequestBytesMax)
            throw TooLarge();
        if (request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
            size.MaxRequestBodySize = limits.RequestBytesMax;
        if (limits.BatchMax == 0)
            return (
                [await serializer.ReadAsync<GraphQLRequest>(request.Body, cancellationToken) ?? throw Empty()], false);
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body, cancellationToken);
        body.Position = 0;
        if (body.GetBuffer().AsSpan(0, (int)body.Length).TrimStart(" \t\r\n"u8) is not [(byte)'[', ..])
            return ([await serializer.ReadAsync<GraphQLRequest>(body, cancellationToken) ?? throw Empty()], false);
        var batch = await serializer.ReadAsync<GraphQLRequest[]>(body, cancellationToken);
        return batch is { Length: > 0 } && batch.Length <= limits.BatchMax
            && Array.TrueForAll(batch, each => each is not null)
            ? (batch, true)
            : throw new RefusalError(RefusalError.BadRequest, $"A batch has 1 to {limits.BatchMax} requests.");
    }

    private static RefusalError Empty() => new(RefusalError.BadRequest, "The request is empty.");

    private RefusalError TooLarge()
        => new(RefusalError.RequestTooLarge, $"A request has at most {limits.RequestBytesMax} bytes.");
}
