<?php
// Asks GetLegacyProcessStatus through PHP's SoapClient, from the WSDL that the endpoint serves.
// php client.php WSDL-URL 1.1|1.2 LISTID USER PASSWORD: prints {"rows": [...]} or {"fault": "..."}.

declare(strict_types=1);

[, $wsdl, $version, $listId, $user, $password] = $argv;

$client = new SoapClient($wsdl, [
    'soap_version' => $version === '1.2' ? SOAP_1_2 : SOAP_1_1,
    'cache_wsdl' => WSDL_CACHE_NONE,
    'features' => SOAP_SINGLE_ELEMENT_ARRAYS,
    'connection_timeout' => 10,
]);
$logon = new SoapHeader('http://webservices.listrak.com/v31/', 'WSUser', ['UserName' => $user, 'Password' => $password]);
$client->__setSoapHeaders($logon);

try {
    $answer = $client->GetLegacyProcessStatus(['ListID' => (int) $listId]);
    $rows = $answer->GetLegacyProcessStatusResult->WSLegacyProcessStatus ?? [];
    echo json_encode(['rows' => $rows], JSON_THROW_ON_ERROR), PHP_EOL;
} catch (SoapFault $fault) {
    echo json_encode(['fault' => $fault->getMessage()], JSON_THROW_ON_ERROR), PHP_EOL;
}
