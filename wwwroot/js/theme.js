document.documentElement.dataset.theme = localStorage.getItem("rnnlab.theme") ?? "system";
