return await RnnLab.Web.RnnLabApp.RunAsync(args);
