using Microsoft.Net.Http.Headers;

namespace ActiveLabel.Api.Transport;

/// <summary>The media type of an answer, as GraphQL over HTTP has it.</summary>
public static class AcceptedType
{
    public const string GraphQLResponse = "application/graphql-response+json";
    public const string Json = "application/json";

    /// <summary>The media type the client likes best, of those that there are.</summary>
    /// <returns>Null when it accepts none.</returns>
    public static string? Of(HttpRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        var accepted = request.GetTypedHeaders().Accept;
        if (accepted.Count == 0)
            return request.Headers.Accept.Count == 0 ? Json : null;
        return accepted.Where(type => type.Quality is not 0)
            .OrderByDescending(type => type.Quality ?? 1)
            .Select(Match).FirstOrDefault(match => match is not null);
    }

    private static string? Match(MediaTypeHeaderValue type)
    {
        if (type.MatchesAllTypes || type.MediaType.Equals("application/*", StringComparison.OrdinalIgnoreCase))
            return Json;
        if (type.Charset.HasValue && !type.Charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase))
            return null;
        if (type.MediaType.Equals(GraphQLResponse, StringComparison.OrdinalIgnoreCase))
            return GraphQLResponse;
        if (type.MediaType.Equals(EventStreamTransport.MediaType, StringComparison.OrdinalIgnoreCase))
            return EventStreamTransport.MediaType;
        return type.MediaType.Equals(Json, StringComparison.OrdinalIgnoreCase) ? Json : null;
    }
}
