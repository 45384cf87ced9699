using System.Collections.Frozen;
using System.Reflection;
using ActiveLabel.Api.Graph;
using Microsoft.Net.Http.Headers;

namespace ActiveLabel.Api.Explorer;

/// <summary>
/// GraphiQL for browsers, on the address of the API, from files inside of this program. The page needs no key, for it
/// holds no data; what it asks for does.
/// </summary>
public static class ExplorerPage
{
    private const string Folder = "Explorer.";
    private const string Index = "index.html";

    // Names with a version never change; the others are small.
    private const string ForGood = "public, max-age=31536000, immutable";

    private const string Policy = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
        + "font-src 'self' data:; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; "
        + "frame-ancestors 'none'";

    private static readonly FrozenDictionary<string, string> Types = new Dictionary<string, string>
    {
        [".html"] = "text/html; charset=utf-8",
        [".js"] = "text/javascript; charset=utf-8",
        [".css"] = "text/css; charset=utf-8",
        [".txt"] = "text/plain; charset=utf-8",
    }.ToFrozenDictionary();

    private static readonly FrozenDictionary<string, byte[]> Files = Load();

    public static void MapExplorer(this WebApplication app)
        => app.MapGet(GraphServices.Path + "/assets/{name}", (string name, HttpContext context)
            => name != Index && Files.ContainsKey(name)
                ? WriteAsync(context, name)
                : Results.NotFound().ExecuteAsync(context));

    /// <summary>Whether a browser asks for a page to look at, and for nothing of the API.</summary>
    public static bool IsWanted(HttpRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return HttpMethods.IsGet(request.Method) && request.Query.Count == 0
            && request.GetTypedHeaders().Accept is [var best, ..]
            && best.MediaType.Equals("text/html", StringComparison.OrdinalIgnoreCase);
    }

    public static Task WriteAsync(HttpContext context) => WriteAsync(context, Index);

    private static Task WriteAsync(HttpContext context, string name)
    {
        var headers = context.Response.Headers;
        headers[HeaderNames.XContentTypeOptions] = "nosniff";
        headers[HeaderNames.ContentSecurityPolicy] = Policy;
        headers["Referrer-Policy"] = "no-referrer";
        headers[HeaderNames.CacheControl] = name.Any(char.IsAsciiDigit) ? ForGood : "no-cache";
        context.Response.ContentType = Types[Path.GetExtension(name)];
        return context.Response.Body.WriteAsync(Files[name], context.RequestAborted).AsTask();
    }

    private static FrozenDictionary<string, byte[]> Load()
    {
        var assembly = Assembly.GetExecutingAssembly();
        return assembly.GetManifestResourceNames().Where(name => name.StartsWith(Folder, StringComparison.Ordinal))
            .ToFrozenDictionary(name => name[Folder.Length..], name => Read(assembly, name));
    }

    private static byte[] Read(Assembly assembly, string name)
    {
        using var stream = assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The program lacks its file {name}.");
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return bytes.ToArray();
    }
}
