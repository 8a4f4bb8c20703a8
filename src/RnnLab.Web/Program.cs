using RnnLab.Web;

await using RnnLabApp app = RnnLabApp.Build(args);
return await app.RunAsync();
