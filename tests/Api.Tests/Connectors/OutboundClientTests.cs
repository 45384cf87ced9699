using System.Net;
using ActiveLabel.Api.Connectors;
using Xunit;

namespace ActiveLabel.Api.Tests.Connectors;

public sealed class OutboundClientTests
{
    [Theory]
    [InlineData("8.8.8.8", true)]
    [InlineData("2606:4700:4700::1111", true)]
    [InlineData("64:ff9b::808:808", true)]
    [InlineData("127.0.0.1", false)]
    [InlineData("0.0.0.0", false)]
    [InlineData("10.1.2.3", false)]
    [InlineData("172.31.255.255", false)]
    [InlineData("172.32.0.1", true)]
    [InlineData("192.168.1.1", false)]
    [InlineData("169.254.169.254", false)]
    [InlineData("100.64.0.1", false)]
    [InlineData("224.0.0.1", false)]
    [InlineData("255.255.255.255", false)]
    [InlineData("::1", false)]
    [InlineData("::", false)]
    [InlineData("::ffff:127.0.0.1", false)]
    [InlineData("::ffff:8.8.8.8", true)]
    [InlineData("64:ff9b::7f00:1", false)]
    [InlineData("2002:7f00:1::", false)]
    [InlineData("fd00::1", false)]
    [InlineData("fe80::1", false)]
    public void An_address_is_public_or_is_not_called(string address, bool isPublic)
        => Assert.Equal(isPublic, PublicAddress.IsPublic(IPAddress.Parse(address)));

    [Theory]
    [InlineData("https://crowd.example/hook", true)]
    [InlineData("http://crowd.example/hook", false)]
    [InlineData("https://127.0.0.1/hook", false)]
    [InlineData("https://[::1]/hook", false)]
    [InlineData("https://2130706433/hook", false)]
    [InlineData("https://0x7f.1/hook", false)]
    [InlineData("https://user:secret@crowd.example/", false)]
    [InlineData("file:///etc/passwd", false)]
    [InlineData("/hook", false)]
    public void A_url_is_looked_at_before_it_is_kept(string url, bool isFine)
    {
        using var client = new OutboundClient(new());

        Assert.Equal(isFine, client.Validate(url) is null);
    }

    [Theory]
    [InlineData("http://localhost:9/")]
    [InlineData("http://127.0.0.1:9/")]
    public async Task A_name_that_leads_inside_is_not_called(string url)
    {
        using var client = new OutboundClient(new());

        var exception = await Assert.ThrowsAnyAsync<Exception>(
            () => client.PostAsync(new(url), "{}", [], CancellationToken.None));

        Assert.True(
            exception is OutboundRefusedException || exception.InnerException is OutboundRefusedException,
            exception.ToString());
    }

    [Fact]
    public void A_signature_holds_for_its_secret_its_body_and_its_time()
    {
        var now = new DateTimeOffset(2026, 4, 1, 12, 0, 0, TimeSpan.Zero);
        var at = now.ToUnixTimeSeconds();
        var signature = RequestSignature.Sign("secret", at, "{}");

        Assert.True(RequestSignature.Verify("secret", $"{at}", signature, "{}", now));
        Assert.False(RequestSignature.Verify("other", $"{at}", signature, "{}", now));
        Assert.False(RequestSignature.Verify("secret", $"{at}", signature, "{ }", now));
        Assert.False(RequestSignature.Verify("secret", $"{at + 1}", signature, "{}", now));
        Assert.False(RequestSignature.Verify("secret", $"{at}", signature, "{}", now.AddMinutes(6)));
        Assert.False(RequestSignature.Verify("secret", $"{at}", null, "{}", now));
        Assert.False(RequestSignature.Verify("secret", "soon", signature, "{}", now));
        // The same by another program: printf '1775044800.{}' | openssl dgst -sha256 -hmac secret
        Assert.Equal("v1=025308e2fe9dde7e05260e129dbd0b47728f46e508ce7a1de42088ed5c8de80c", signature);
    }
}
