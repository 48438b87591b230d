// Opens Swagger UI on our own description of the API, wherever the service is mounted.
window.addEventListener("DOMContentLoaded", () => {
  window.SwaggerUIBundle({
    url: "openapi.json", // relative to …/api/docs
    dom_id: "#swagger-ui",
    deepLinking: true,
    validatorUrl: null, // the default sends the address of the API to a third party
    presets: [window.SwaggerUIBundle.presets.apis],
    layout: "BaseLayout",
  });
});
