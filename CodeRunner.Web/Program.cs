using CodeRunner.ServiceDefaults;
using CodeRunner.Web.Access;
using CodeRunner.Web.Client;
using CodeRunner.Web.Forwarding;
using CodeRunner.Web.Security;
using CodeRunner.Web.Sessions;
using CodeRunner.Web.Shell;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.AddSecurityHeaders().AddSessions().AddApiClient().AddForwarding().AddPages();

var app = builder.Build();
app.UseTrustedProxies();
app.UseHostCookies();
app.UseErrorPages();
app.UseSecurityHeaders();
app.UseOutagePage();
app.UseSameOriginOnly();
app.UseAuthentication();
app.UseClientAddress();
app.UseAuthorization();
app.UseAntiforgery();
app.UseFreshForms();
app.MapHealth();
app.MapSignOut();
app.MapForwarding();
app.MapPages();
app.Run();
