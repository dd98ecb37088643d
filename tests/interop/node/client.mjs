// Asks GetLegacyProcessStatus through the npm package `soap`, from the WSDL that the endpoint serves.
// node client.mjs WSDL-URL 1.1|1.2 LISTID USER PASSWORD: prints {"rows": [...]} or {"fault": "..."}.
import soap from "soap";

const NAMESPACE = "http://webservices.listrak.com/v31/";
const [wsdl, version, listId, user, password] = process.argv.slice(2);

const client = await soap.createClientAsync(wsdl, { forceSoap12Headers: version === "1.2" });
client.addSoapHeader({ WSUser: { attributes: { xmlns: NAMESPACE }, UserName: user, Password: password } });
const port = client.IntegrationService[version === "1.2" ? "IntegrationServiceSoap12" : "IntegrationServiceSoap"];

port.GetLegacyProcessStatus({ ListID: Number(listId) }, (error, result) => {
  if (error) {
    const fault = error.root?.Envelope?.Body?.Fault;
    if (!fault) throw error;
    const text = version === "1.2" ? fault.Reason.Text : fault.faultstring;
    console.log(JSON.stringify({ fault: text.$value ?? text }));
  } else {
    console.log(JSON.stringify({ rows: result.GetLegacyProcessStatusResult.WSLegacyProcessStatus ?? [] }));
  }
});
