namespace ActiveLabel.Api.Transport;

/// <summary>Answers in gzip or Brotli for those who take it; event streams go out as they are.</summary>
public static class Compression
{
    // A secret that is reflected beside a chosen text could be guessed by the length of the answer. There is none: keys
    // come in headers, there are no cookies, and a new secret is said once.
    public static IServiceCollection AddCompression(this IServiceCollection services)
        => services.AddResponseCompression(compression =>
        {
            compression.EnableForHttps = true;
            compression.MimeTypes =
            [
                AcceptedType.Json,
                AcceptedType.GraphQLResponse,
                "text/javascript",
                "text/css",
                "text/html",
                "text/plain",
            ];
        });
}
